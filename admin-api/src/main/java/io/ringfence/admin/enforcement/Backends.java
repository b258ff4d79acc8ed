package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.EnforcementReport;
import java.time.Duration;
import java.time.Instant;

/// What the names in a report mean.
final class Backends {

  /// Enforcers report every 5 s.
  static final Duration STALE_AFTER = Duration.ofSeconds(20);

  static final String KERNEL = "firewall-service";
  private static final String EDGE = "sip-edge";
  private static final String DRY_RUN = "dry-run";

  private Backends() {}

  static boolean enforcesNothing(EnforcementReport report) {
    return report.backend().equals(DRY_RUN);
  }

  /// Whether the kernel is what enforces.
  static boolean isKernel(EnforcementReport report) {
    return report.enforcer().equals(KERNEL);
  }

  static boolean isEdge(EnforcementReport report) {
    return report.enforcer().equals(EDGE);
  }

  static boolean isStale(EnforcementReport report, Instant now) {
    return report.occurredAt().plus(STALE_AFTER).isBefore(now);
  }
}
