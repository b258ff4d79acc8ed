package io.ringfence.contracts.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Protection against password guessing, document `policy/guard`.
///
/// @param version grows with each change
/// @param attempts how many failed logins within `period` block a source
/// @param period the sliding window
/// @param blockFor how long a source stays blocked
/// @param trustedGroupId the group whose members are never blocked
/// @param warningRecipients who is mailed about a block
public record GuardPolicy(
    long version,
    boolean enabled,
    int attempts,
    Duration period,
    Duration blockFor,
    @Nullable String trustedGroupId,
    List<String> warningRecipients) {

  public static final int MAX_ATTEMPTS = 100;
  public static final Duration MAX_PERIOD = Duration.ofDays(7);
  public static final Duration MAX_BLOCK_FOR = Duration.ofDays(3650);

  public static final GuardPolicy DEFAULT =
      new GuardPolicy(0, true, 5, Duration.ofMinutes(10), Duration.ofHours(1), null, List.of());

  public GuardPolicy {
    if (attempts < 1 || attempts > MAX_ATTEMPTS) {
      throw new IllegalArgumentException(
          "attempts must be 1 to " + MAX_ATTEMPTS + ", not " + attempts);
    }
    requireWithin("period", period, MAX_PERIOD);
    requireWithin("blockFor", blockFor, MAX_BLOCK_FOR);
    warningRecipients = warningRecipients == null ? List.of() : List.copyOf(warningRecipients);
  }

  private static void requireWithin(String name, @Nullable Duration value, Duration max) {
    if (value == null || value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(name + " must be PT1S to " + max + ", not " + value);
    }
  }
}
