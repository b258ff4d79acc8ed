package io.ringfence.admin.accounts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ringfence.contracts.event.Registration;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A SIP account, as the REST interface shows it. It never holds a secret.
///
/// @param number the SIP user part
/// @param locked may call none but emergency numbers until it is unlocked; it is still called
/// @param registrations where it is registered now; read only
public record AccountView(
    @Nullable String number,
    @Nullable String displayName,
    @Nullable String email,
    @Nullable Boolean enabled,
    @Nullable Boolean locked,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Binding> registrations) {

  /// A device that registered the account.
  public record Binding(
      String contact,
      IpAddress source,
      int sourcePort,
      Transport transport,
      @Nullable String userAgent,
      Instant registeredAt,
      Instant expiresAt,
      String edge) {
    static Binding of(Registration registration) {
      return new Binding(
          registration.contact(),
          registration.source(),
          registration.sourcePort(),
          registration.transport(),
          registration.userAgent(),
          registration.registeredAt(),
          registration.expiresAt(),
          registration.edge());
    }
  }

  AccountView registeredAt(List<Registration> bindings) {
    return new AccountView(
        number, displayName, email, enabled, locked, bindings.stream().map(Binding::of).toList());
  }
}
