package io.ringfence.admin.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.protection.Protection;
import io.ringfence.admin.request.Validation;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What to rehearse.
///
/// @param policy as `PUT /protection` takes it; a field left out is as it is today
/// @param from the first time included; a week before `to` when left out
/// @param to the first time not included; now when left out
/// @param targets how many targets to tell of, those blocked first: 0 to 1000, 100 when left out
public record RehearsalRequest(
    @Schema(implementation = Protection.class) @Nullable ObjectNode policy,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Integer targets) {

  private static final Duration USUAL = Duration.ofDays(7);
  private static final int USUAL_TARGETS = 100;
  private static final int MAX_TARGETS = 1_000;

  /// What is asked for in full.
  ///
  /// @param to never later than now
  record Range(Instant from, Instant to, int targets) {}

  /// @throws io.ringfence.admin.problem.ProblemException 400 naming every field that is not valid
  Range range(Instant now, Duration longest) {
    boolean isPossible = to == null || to.isAfter(Instant.EPOCH);
    var end = to == null || to.isAfter(now) || !isPossible ? now : to;
    var start = from == null ? end.minus(USUAL) : from;
    int told = targets == null ? USUAL_TARGETS : targets;
    new Validation()
        .check(isPossible, "to", "must be after 1970")
        .check(start.isBefore(end), "from", "must be before to, and in the past")
        .check(
            !start.isBefore(end.minus(longest)),
            "from",
            "must be at most " + longest.toDays() + " days before to")
        .check(told >= 0 && told <= MAX_TARGETS, "targets", "must be 0 to " + MAX_TARGETS)
        .orRefuse();
    return new Range(start, end, told);
  }
}
