package io.ringfence.contracts.config;

import io.ringfence.contracts.event.Rule;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// One rule's place in the policy.
///
/// @param limit how many make it: failures, accounts, sources, or points, by the rule
/// @param period within which they do
public record RuleSettings(RuleMode mode, int limit, Duration period) {

  public static final int MAX_LIMIT = 100;
  public static final Duration MAX_PERIOD = Duration.ofDays(30);

  /// The settings of rules that the policy does not name. Why these is in auth-guard's README.
  public static final Map<Rule, RuleSettings> DEFAULTS = defaults();

  public RuleSettings {
    if (mode == null) {
      throw new IllegalArgumentException("a rule's mode is missing");
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "a rule's limit must be 1 to " + MAX_LIMIT + ", not " + limit);
    }
    Spans.requireWithin("a rule's period", period, MAX_PERIOD);
  }

  public boolean isOff() {
    return mode == RuleMode.OFF;
  }

  private static Map<Rule, RuleSettings> defaults() {
    var all = new EnumMap<Rule, RuleSettings>(Rule.class);
    all.put(Rule.MANY_ACCOUNTS, on(10, Duration.ofDays(1)));
    all.put(Rule.HOSTILE_REQUESTS, on(10, Duration.ofMinutes(10)));
    all.put(Rule.DECOY, on(1, Duration.ofMinutes(10)));
    all.put(Rule.SLOW_GUESSING, on(30, Duration.ofDays(7)));
    all.put(Rule.SUBNET, on(8, Duration.ofHours(1)));
    all.put(Rule.DISTRIBUTED_GUESSING, on(10, Duration.ofHours(1)));
    all.put(Rule.SUCCESS_AFTER_GUESSING, on(3, Duration.ofHours(1)));
    return Collections.unmodifiableMap(all);
  }

  private static RuleSettings on(int limit, Duration period) {
    return new RuleSettings(RuleMode.ON, limit, period);
  }
}
