package io.ringfence.guard.toll;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.OfficeHours;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.TollRule;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What else a decision depends on.
///
/// @param forgivenUntil when an operator unlocked last: what was called before does not count
/// @param bounds of what is remembered
/// @param now auth-guard's clock
public record TollSituation(
    TollRule rule, OfficeHours hours, Instant forgivenUntil, Bounds bounds, Instant now) {

  /// @param maxCalls calls that are known one by one; older ones are summed up
  /// @param lostAfter silence after which a call does not count as one that goes on
  public record Bounds(int maxCalls, Duration lostAfter) {

    public static final Bounds DEFAULT = new Bounds(1_000, Duration.ofMinutes(5));

    /// @throws IllegalArgumentException when one is not positive
    public Bounds {
      if (maxCalls < 1 || !lostAfter.isPositive()) {
        throw new IllegalArgumentException(
            "ringfence.guard.toll-calls and ringfence.guard.calls-lost-after must be positive");
      }
    }
  }

  /// For the count of this account, or of all.
  public static TollSituation of(
      GuardPolicy policy,
      @Nullable String account,
      @Nullable Instant unlockedAt,
      Bounds bounds,
      Instant now) {
    var toll = policy.toll();
    var rule = account == null ? toll.total() : toll.account();
    return new TollSituation(
        policy.enabled() ? rule : new TollRule(RuleMode.OFF, null, null),
        toll.officeHours(),
        unlockedAt == null ? Instant.EPOCH : unlockedAt,
        bounds,
        now);
  }

  boolean isOff() {
    return rule.mode() == RuleMode.OFF;
  }
}
