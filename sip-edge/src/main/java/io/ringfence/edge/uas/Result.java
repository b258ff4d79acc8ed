package io.ringfence.edge.uas;

import java.util.Locale;

/// How a request was handled: the label of `ringfence_sip_requests_total`.
public enum Result {
  OK,
  CHALLENGED,
  STALE,
  REJECTED,
  FORBIDDEN,
  /// Refused before anything was done about it, with an answer or in silence.
  REFUSED,
  MALFORMED,
  NOT_FOUND,
  UNSUPPORTED,
  TOO_BRIEF,
  OUT_OF_ORDER,
  RETRANSMITTED,
  UNAVAILABLE,
  IGNORED;

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
