package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// The rule that decided a block or raised an alert.
public enum Rule {
  /// So many failed logins of one source, or of one account at a shared source, in a period.
  @JsonProperty("password-guessing")
  PASSWORD_GUESSING,
  /// A source tries that many accounts nobody has used from there.
  @JsonProperty("many-accounts")
  MANY_ACCOUNTS,
  /// Requests of scanners, for other domains, in a flood or malformed add up, by their weights.
  @JsonProperty("hostile-requests")
  HOSTILE_REQUESTS,
  /// An attempt at an account that exists for attackers only.
  @JsonProperty("decoy")
  DECOY,
  /// Password guessing over hours and days.
  @JsonProperty("slow-guessing")
  SLOW_GUESSING,
  /// That many failing sources in one network.
  @JsonProperty("subnet")
  SUBNET,
  /// One account is tried from that many sources.
  @JsonProperty("distributed-guessing")
  DISTRIBUTED_GUESSING,
  /// A login succeeds where others have just failed. It alerts, and blocks nobody.
  @JsonProperty("success-after-guessing")
  SUCCESS_AFTER_GUESSING,
  @JsonProperty("manual")
  MANUAL,
  @JsonProperty("feed")
  FEED,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console: lower case, words joined by `-`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
