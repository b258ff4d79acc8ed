package io.ringfence.edge.guard;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;

/// Reads a PBX's responses, and remembers the nonces in them. Not for several threads.
public final class Verdicts {

  private static final int NOT_FOUND = 404;
  private static final int DOES_NOT_EXIST = 604;
  private static final int FORBIDDEN = 403;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int TRYING = 100;

  private final GuardSettings settings;
  private final PbxNonces nonces;

  public Verdicts(GuardSettings settings, PbxNonces nonces) {
    this.settings = settings;
    this.nonces = nonces;
  }

  public PbxNonces nonces() {
    return nonces;
  }

  /// A response on its way to a source.
  public void passing(SipResponse response, IpAddress source, long nowMillis) {
    if (isChallenge(response.status())) {
      Challenges.of(response).issuedTo(source, nonces, nowMillis);
    }
  }

  public static boolean isChallenge(int status) {
    return status == 401 || status == 407;
  }

  /// What a response says of credentials that were presented.
  ///
  /// That the PBX is trying says nothing: some try first and ask for credentials then. A nonce that
  /// was good for this login before and is not any more has expired, though not every PBX says so.
  public Outcome of(
      SipRequest request,
      SipResponse response,
      Presented presented,
      IpAddress source,
      long nowMillis) {
    int status = response.status();
    if (status == TRYING) {
      return Outcome.TRYING;
    }
    if (response.isProvisional() || response.isSuccess()) {
      nonces.accepted(presented.nonce(), presented.username(), source, nowMillis);
      return Outcome.ACCEPTED;
    }
    if (isChallenge(status)) {
      boolean isOld =
          Challenges.of(response).isStale()
              || nonces.isAccepted(presented.nonce(), presented.username(), source, nowMillis);
      return isOld ? Outcome.STALE : Outcome.REJECTED;
    }
    boolean isRegister = request.method() == Method.REGISTER;
    var rejections = isRegister ? settings.registerRejections() : settings.rejections();
    if (!rejections.contains(status)) {
      return status == SERVICE_UNAVAILABLE ? Outcome.UNAVAILABLE : Outcome.UNDECIDED;
    }
    return switch (status) {
      case NOT_FOUND, DOES_NOT_EXIST -> Outcome.UNKNOWN_ACCOUNT;
      case FORBIDDEN -> isRegister ? Outcome.REJECTED : Outcome.FORBIDDEN;
      default -> Outcome.REJECTED;
    };
  }
}
