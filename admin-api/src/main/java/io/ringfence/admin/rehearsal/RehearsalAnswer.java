package io.ringfence.admin.rehearsal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.ringfence.admin.protection.Protection;
import io.ringfence.guard.replay.Comparison;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What came of a rehearsal.
///
/// @param from the first time included
/// @param to the first time not included
/// @param policy that was rehearsed, in full
/// @param complete whether all of the range was replayed
/// @param limit the bound that ended it before, `null` for none
/// @param replayedUntil how far it came: nothing is known of what followed
/// @param history what was replayed
/// @param comparison who would have been blocked
public record RehearsalAnswer(
    Instant from,
    Instant to,
    Protection policy,
    boolean complete,
    @Nullable Limit limit,
    Instant replayedUntil,
    History history,
    @JsonUnwrapped Comparison comparison) {

  /// A bound of rehearsals.
  public enum Limit {
    @JsonProperty("lines")
    LINES,
    @JsonProperty("targets")
    TARGETS,
    @JsonProperty("orders")
    ORDERS,
    @JsonProperty("time")
    TIME
  }

  /// @param replayedFrom logins from then on were replayed, so that at `from` it was known who is
  ///     at home where
  /// @param failuresFrom failed logins from then on were replayed
  /// @param lines of the security log that were read
  /// @param failures failed logins of the range, of which a line may have many
  /// @param logins of the range that succeeded
  /// @param orders blocks and releases by hand
  /// @param unknown lines that were passed over: kept before it was noted what a replay needs
  public record History(
      Instant replayedFrom,
      Instant failuresFrom,
      long lines,
      long failures,
      long logins,
      int orders,
      long unknown) {}
}
