package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an enforcer of a node reports.
final class Reported {
  private Reported() {}

  static EnforcementReport by(
      Instant at,
      String node,
      String enforcer,
      String backend,
      long repairs,
      @Nullable String error,
      Map<String, Long> passed,
      List<Applied> recent) {
    return new EnforcementReport(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        at,
        node,
        enforcer,
        backend,
        1,
        Map.of(),
        Map.of(),
        Map.of(),
        recent,
        error,
        null,
        null,
        0,
        repairs,
        List.of(),
        Map.of(),
        passed);
  }
}
