package io.ringfence.admin.enforcement;

import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.EnforcementReport;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What becomes of the packets on one node, as far as its reports tell.
///
/// @param passes `null` when that cannot be said, or when it differs between the ports
/// @param why what makes this node different from what is decided, `null` when nothing does
public record NodeCheck(
    String node,
    String backend,
    Instant reportedAt,
    boolean stale,
    @Nullable Boolean passes,
    @Nullable String why) {

  private static final int MAX_NAMED = 5;

  /// @param passes what the decided rules say
  /// @param against the blocks that they say it by
  /// @param without what they would say without some of these
  /// @param expected how many blocks there are in all
  static NodeCheck of(
      Holding holding,
      @Nullable Boolean passes,
      Collection<BlockDecision> against,
      Function<Set<BlockDecision>, @Nullable Boolean> without,
      Map<String, Long> versions,
      int expected,
      Instant now) {
    var report = holding.latest();
    if (Backends.enforcesNothing(report)) {
      return of(report, now, true, "dry run: nothing is enforced here");
    }
    if (Backends.isStale(report, now)) {
      return of(report, now, null, "it has not reported for some time");
    }
    if (report.error() != null) {
      Boolean open = report.error().startsWith(EnforcementReport.OPENED) ? true : null;
      return of(report, now, open, report.error());
    }
    var other = versions.keySet().stream().filter(key -> differs(key, versions, report)).sorted();
    var named = other.limit(MAX_NAMED).toList();
    if (!named.isEmpty()) {
      return of(report, now, null, "it has another version of " + String.join(", ", named));
    }
    var missing = new LinkedHashSet<BlockDecision>();
    for (var block : against) {
      var held = holding.held(block, expected, now);
      switch (held.state()) {
        case HELD -> {}
        case MISSING -> missing.add(block);
        case UNKNOWN -> {
          return of(report, now, null, block.target().value() + ": " + held.why());
        }
      }
    }
    return missing.isEmpty()
        ? of(report, now, passes, null)
        : of(report, now, without.apply(missing), "it lacks " + names(missing));
  }

  private static String names(Set<BlockDecision> blocks) {
    return blocks.stream()
        .limit(MAX_NAMED)
        .map(block -> block.target().value())
        .collect(Collectors.joining(", "));
  }

  private static boolean differs(String key, Map<String, Long> versions, EnforcementReport report) {
    return !key.equals(ConfigKey.PBX_LOCK)
        && !Objects.equals(versions.get(key), report.configVersions().get(key));
  }

  private static NodeCheck of(
      EnforcementReport report, Instant now, @Nullable Boolean passes, @Nullable String why) {
    return new NodeCheck(
        report.node(),
        report.backend(),
        report.occurredAt(),
        Backends.isStale(report, now),
        passes,
        why);
  }
}
