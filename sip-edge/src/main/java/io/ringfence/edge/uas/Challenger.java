package io.ringfence.edge.uas;

import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Status;

/// As what we ask for credentials (RFC 3261 §22).
enum Challenger {
  /// Of who registers.
  REGISTRAR(Status.UNAUTHORIZED, "WWW-Authenticate", Header.AUTHORIZATION),
  /// Of who calls.
  PROXY(Status.PROXY_AUTHENTICATION_REQUIRED, "Proxy-Authenticate", Header.PROXY_AUTHORIZATION);

  private final Status status;
  private final String challenge;
  private final Header credentials;

  Challenger(Status status, String challenge, Header credentials) {
    this.status = status;
    this.challenge = challenge;
    this.credentials = credentials;
  }

  Status status() {
    return status;
  }

  /// The name of the header field that asks.
  String challenge() {
    return challenge;
  }

  /// The header field that answers.
  Header credentials() {
    return credentials;
  }
}
