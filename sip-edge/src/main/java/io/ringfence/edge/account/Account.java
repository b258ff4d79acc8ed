package io.ringfence.edge.account;

import io.ringfence.contracts.config.SipAccount;
import java.time.Instant;
import java.util.List;

/// One account, of one version of its row.
///
/// @param locked whether it may call none but emergency numbers
/// @param registrationsValidSince bindings set earlier are dropped
/// @param formerPasswords the latest first, at most [SipAccount#MAX_FORMER_PASSWORDS]
public record Account(
    String number,
    long version,
    boolean enabled,
    boolean locked,
    Ha1 ha1,
    Instant registrationsValidSince,
    List<FormerPassword> formerPasswords) {

  public Account {
    formerPasswords = List.copyOf(formerPasswords);
    if (formerPasswords.size() > SipAccount.MAX_FORMER_PASSWORDS) {
      throw new IllegalArgumentException("too many former passwords of account " + number);
    }
  }

  /// An account that has always had the password it has.
  public Account(
      String number,
      long version,
      boolean enabled,
      boolean locked,
      Ha1 ha1,
      Instant registrationsValidSince) {
    this(number, version, enabled, locked, ha1, registrationsValidSince, List.of());
  }

  /// A locked account may: it is reached, and calls for help.
  public boolean mayLogIn() {
    return enabled;
  }

  /// The account with what its document says; its secrets and version are the row's.
  Account with(SipAccount document) {
    return new Account(
        number,
        version,
        document.enabled(),
        document.locked(),
        ha1,
        document.registrationsValidSince(),
        formerPasswords);
  }
}
