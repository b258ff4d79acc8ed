package io.ringfence.edge.account;

import io.ringfence.contracts.config.SipAccount;
import java.time.Instant;

/// One account, of one version of its row.
///
/// @param registrationsValidSince bindings set earlier are dropped
public record Account(
    String number,
    long version,
    boolean enabled,
    boolean locked,
    Ha1 ha1,
    Instant registrationsValidSince) {

  public boolean mayLogIn() {
    return enabled && !locked;
  }

  /// The account with what its document says; its HA1 and version are the row's.
  Account with(SipAccount document) {
    return new Account(
        number,
        version,
        document.enabled(),
        document.locked(),
        ha1,
        document.registrationsValidSince());
  }
}
