package io.ringfence.guard.replay;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who would have been blocked by which policy.
///
/// @param onlyProposed how many targets only the proposed policy would have blocked
/// @param onlyToday how many targets only today's would have
/// @param both how many targets both would have
/// @param targets the first of them, by the time of their first block
/// @param targetsLeftOut how many there are beyond
public record Comparison(
    Totals proposed,
    Totals today,
    int onlyProposed,
    int onlyToday,
    int both,
    List<Difference> targets,
    int targetsLeftOut) {

  /// @param blocks decided
  /// @param targets blocked at least once
  /// @param likelyFalsePositives targets from which, or to which, somebody logged in afterwards
  /// @param byRule how many blocks each rule decided
  public record Totals(
      int blocks, int targets, int likelyFalsePositives, Map<Rule, Integer> byRule) {

    static Totals of(Course course) {
      var all = course.targets().values();
      return new Totals(
          all.stream().mapToInt(one -> one.count).sum(),
          all.size(),
          (int) all.stream().filter(one -> one.logins.count() > 0).count(),
          course.byRule());
    }
  }

  /// Which policy would have blocked the target.
  public enum In {
    @JsonProperty("only-proposed")
    ONLY_PROPOSED,
    @JsonProperty("only-today")
    ONLY_TODAY,
    @JsonProperty("both")
    BOTH
  }

  /// What one policy would have done with a target.
  ///
  /// @param count how many blocks
  /// @param blocks the first of them
  /// @param laterLogins `null` for none
  public record Blocks(int count, List<Decided> blocks, @Nullable LaterLogins laterLogins) {

    static @Nullable Blocks of(Course.@Nullable Blocked blocked) {
      return blocked == null
          ? null
          : new Blocks(
              blocked.count,
              List.copyOf(blocked.first),
              blocked.logins.count() == 0 ? null : blocked.logins);
    }
  }

  /// @param proposed `null` when that policy would not have blocked it
  /// @param today `null` when that policy would not have blocked it
  public record Difference(
      BlockTarget target, In in, @Nullable Blocks proposed, @Nullable Blocks today) {}

  static Comparison of(Course proposedCourse, Course todayCourse, int max) {
    var proposed = proposedCourse.targets();
    var today = todayCourse.targets();
    var all = new ArrayList<>(proposed.values());
    today.forEach(
        (target, blocked) -> {
          if (!proposed.containsKey(target)) {
            all.add(blocked);
          }
        });
    all.sort(
        Comparator.comparing((Course.Blocked one) -> since(one, today))
            .thenComparing(one -> one.target.value()));
    var shared = new HashSet<>(proposed.keySet());
    shared.retainAll(today.keySet());
    return new Comparison(
        Totals.of(proposedCourse),
        Totals.of(todayCourse),
        proposed.size() - shared.size(),
        today.size() - shared.size(),
        shared.size(),
        all.stream().limit(max).map(one -> difference(one.target, proposed, today)).toList(),
        Math.max(0, all.size() - max));
  }

  private static Instant since(Course.Blocked one, Map<String, Course.Blocked> today) {
    var other = today.get(one.target.value());
    return other != null && other.since.isBefore(one.since) ? other.since : one.since;
  }

  private static Difference difference(
      BlockTarget target, Map<String, Course.Blocked> proposed, Map<String, Course.Blocked> today) {
    var in =
        !today.containsKey(target.value())
            ? In.ONLY_PROPOSED
            : proposed.containsKey(target.value()) ? In.BOTH : In.ONLY_TODAY;
    return new Difference(
        target, in, Blocks.of(proposed.get(target.value())), Blocks.of(today.get(target.value())));
  }
}
