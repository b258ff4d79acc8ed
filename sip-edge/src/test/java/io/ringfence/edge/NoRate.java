package io.ringfence.edge;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// For tests that send more from one source than honest phones do.
public final class NoRate implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("ringfence.sip.admission.rate", "0");
  }
}
