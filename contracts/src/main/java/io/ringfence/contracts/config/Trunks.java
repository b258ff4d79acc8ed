package io.ringfence.contracts.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Registered trunks: a provider, or the PBX of a branch office, that logs in with an account of
/// its own. From where such an account has logged in lately nobody is blocked.
///
/// @param accounts of trunks; whoever has the password of one can have any address spared
/// @param memory how long after its last login a trunk's source is spared
public record Trunks(List<String> accounts, Duration memory) {

  public static final int MAX_ACCOUNTS = 100;
  public static final Duration MAX_MEMORY = Duration.ofDays(30);

  /// Why a day is in auth-guard's README.
  public static final Duration DEFAULT_MEMORY = Duration.ofDays(1);

  public static final Trunks NONE = new Trunks(List.of(), DEFAULT_MEMORY);

  /// What is left out has its default.
  ///
  /// @throws IllegalArgumentException with a message fit for the user
  public Trunks(@Nullable List<String> accounts, @Nullable Duration memory) {
    this.accounts =
        accounts == null
            ? List.of()
            : SipAccount.numbers("trunks.accounts", accounts, MAX_ACCOUNTS);
    this.memory = memory == null ? DEFAULT_MEMORY : memory;
    Spans.requireWithin("trunks.memory", this.memory, MAX_MEMORY);
  }

  /// Whether the account is a trunk's.
  public boolean has(String account) {
    return !accounts.isEmpty() && accounts.contains(account);
  }
}
