package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.EnforcementReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one enforcer on one node has applied.
///
/// @param backend `sip`, `nftables`, or `dry-run`, which enforces nothing
/// @param blocks how many blocks are active in it
/// @param elements elements per set
/// @param droppedPackets per service, since the enforcer's start
/// @param droppedBySet the same packets by the set that they were dropped by, of kernels alone;
///     without the sets by which none were
/// @param passedPackets per service, of kernels alone: packets that came through although a block
///     was to drop them
/// @param configVersions the version in force of each configuration document
/// @param recent the latest blocks taken over or let go, newest first
/// @param age how old this is; an enforcer reports every few seconds
/// @param stale whether it has not reported for so long that nothing can be said of it
/// @param coverage how much of what is decided it holds
/// @param leaking whether packets of blocked sources pass this node's kernel although it has held
///     the blocks for some time, as its sip-edge or the kernel itself shows
/// @param arriving packets of blocked sources that came through to this node's sip-edge within half
///     a minute although its kernel was to drop them; 0 for none
/// @param provenAt when what is enforced was last read back and right, `null` for never
/// @param drift what was found missing, foreign or wrong when it was read back last
/// @param repairs what was found so and mended, since the enforcer's start
/// @param error why the latest change could not be applied, or why nothing is enforced
/// @param ruleset the rules as text
public record EnforcementView(
    String node,
    String enforcer,
    String backend,
    int blocks,
    Map<String, Integer> elements,
    Map<String, Long> droppedPackets,
    Map<String, Long> droppedBySet,
    Map<String, Long> passedPackets,
    Map<String, Long> configVersions,
    List<EnforcementReport.Applied> recent,
    Instant reportedAt,
    Duration age,
    boolean stale,
    Coverage coverage,
    boolean leaking,
    long arriving,
    @Nullable Instant provenAt,
    int drift,
    long repairs,
    @Nullable String error,
    @Nullable String ruleset) {

  /// @param active every block in force
  static EnforcementView of(
      Holding holding, List<BlockDecision> active, boolean leaking, long arriving, Instant now) {
    var report = holding.latest();
    var age = Duration.between(report.occurredAt(), now).truncatedTo(ChronoUnit.MILLIS);
    return new EnforcementView(
        report.node(),
        report.enforcer(),
        report.backend(),
        report.blocks(),
        report.elements(),
        report.droppedPackets(),
        report.droppedBySet(),
        report.passedPackets(),
        report.configVersions(),
        report.recent(),
        report.occurredAt(),
        age.isNegative() ? Duration.ZERO : age,
        Backends.isStale(report, now),
        Coverage.of(holding, active, now),
        leaking,
        arriving,
        report.provenAt(),
        report.drift(),
        report.repairs(),
        report.error(),
        report.ruleset());
  }
}
