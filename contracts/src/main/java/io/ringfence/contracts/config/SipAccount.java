package io.ringfence.contracts.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be said of a SIP account on the bus, document `account/<number>`: no secret. sip-edge
/// reads the sealed HA1 of this version from table `sip_account`.
///
/// @param number the SIP user part
/// @param enabled whether it may log in at all
/// @param locked whether it may call none but emergency numbers; it is still reached
/// @param registrationsValidSince bindings set earlier are dropped
/// @param unlockedAt when it was unlocked last: calls of before then count against nobody
public record SipAccount(
    long version,
    String number,
    @Nullable String displayName,
    boolean enabled,
    boolean locked,
    Instant registrationsValidSince,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant unlockedAt) {

  /// Allowed in a number: digits, letters, `.`, `_`, `-`, `+`.
  public static final String NUMBER_PATTERN = "[A-Za-z0-9._+-]{1,64}";

  /// How many former passwords of an account are known, the latest. sip-edge compares each wrong
  /// answer with as many, so that the time which it takes says nothing about the account.
  public static final int MAX_FORMER_PASSWORDS = 3;

  public SipAccount {
    if (number == null || !number.matches(NUMBER_PATTERN)) {
      throw new IllegalArgumentException("number must be 1 to 64 of letters, digits and . _ - +");
    }
    if (registrationsValidSince == null) {
      registrationsValidSince = Instant.EPOCH;
    }
  }

  /// An account that was never unlocked.
  public SipAccount(
      long version,
      String number,
      @Nullable String displayName,
      boolean enabled,
      boolean locked,
      Instant registrationsValidSince) {
    this(version, number, displayName, enabled, locked, registrationsValidSince, null);
  }

  /// The numbers of a list in a policy, each once.
  ///
  /// @throws IllegalArgumentException with a message fit for the user
  static List<String> numbers(String field, List<String> asked, int max) {
    if (asked.size() > max) {
      throw new IllegalArgumentException(field + " must be at most " + max + " accounts");
    }
    for (var number : asked) {
      if (number == null || !number.matches(NUMBER_PATTERN)) {
        throw new IllegalArgumentException(field + " are 1 to 64 of letters, digits and . _ - +");
      }
    }
    return asked.stream().distinct().toList();
  }
}
