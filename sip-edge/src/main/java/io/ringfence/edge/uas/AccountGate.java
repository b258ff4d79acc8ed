package io.ringfence.edge.uas;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.digest.Credentials;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a source may act in the name of the accounts that its request names: as the user of To
/// and From, and in its credentials. Not for several threads.
final class AccountGate {

  /// How far a request gets.
  enum Access {
    OPEN,
    /// The source is blocked in the name of this account, or has had all its failures at it.
    BLOCKED,
    /// The account is under attack, and the source is not one that has used it.
    SHIELDED
  }

  private final String realm;
  private final Admission admission;
  private final Registrar registrar;
  private final KnownLogins known;
  private final RegisteredTrunks trunks;
  private final Fuse fuse;

  AccountGate(
      String realm,
      Admission admission,
      Registrar registrar,
      KnownLogins known,
      RegisteredTrunks trunks,
      Fuse fuse) {
    this.realm = realm;
    this.admission = admission;
    this.registrar = registrar;
    this.known = known;
    this.trunks = trunks;
    this.fuse = fuse;
  }

  /// @param credentials where the request has them
  Access access(SipRequest request, Header credentials, IpAddress source, Instant now) {
    if (isOpenToAll(source)) {
      return Access.OPEN;
    }
    return access(request, username(request, credentials), source, now);
  }

  /// @param username of the request's credentials
  Access access(SipRequest request, @Nullable String username, IpAddress source, Instant now) {
    if (isOpenToAll(source)) {
      return Access.OPEN;
    }
    String to = request.to().uri().user();
    String from = request.from().uri().user();
    if (isBlocked(to, source, now)
        || isBlocked(from, source, now)
        || isBlocked(username, source, now)) {
      return Access.BLOCKED;
    }
    return isShielded(to, source, now)
            || isShielded(from, source, now)
            || isShielded(username, source, now)
        ? Access.SHIELDED
        : Access.OPEN;
  }

  private boolean isOpenToAll(IpAddress source) {
    return !admission.concernsAccounts() && !fuse.concernsAccounts(source);
  }

  private boolean isBlocked(@Nullable String account, IpAddress source, Instant now) {
    long nowMillis = now.toEpochMilli();
    return account != null
        && (admission.isBlocked(source, account, nowMillis)
            || fuse.isBlown(source, account, admission.policy(), nowMillis));
  }

  private boolean isShielded(@Nullable String account, IpAddress source, Instant now) {
    long nowMillis = now.toEpochMilli();
    return account != null
        && admission.isShielded(account, nowMillis)
        && !registrar.isReachedFrom(account, source, now)
        && !known.has(account, source, nowMillis)
        && !trunks.spare(source, now);
  }

  /// Of credentials that cannot be read no password is evaluated, either.
  private @Nullable String username(SipRequest request, Header header) {
    try {
      var credentials = Credentials.find(request.headers().cursors(header), realm);
      return credentials == null ? null : credentials.username();
    } catch (SipParseException e) {
      return null;
    }
  }
}
