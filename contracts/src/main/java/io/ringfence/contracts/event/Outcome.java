package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// How a login ended.
public enum Outcome {
  @JsonProperty("accepted")
  ACCEPTED,
  @JsonProperty("rejected")
  REJECTED,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console: lower case, words joined by `-`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
