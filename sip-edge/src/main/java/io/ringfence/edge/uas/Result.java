package io.ringfence.edge.uas;

import java.util.Locale;

/// How a request was handled: the label of `ringfence_sip_requests_total`.
public enum Result {
  OK,
  CHALLENGED,
  STALE,
  REJECTED,
  FORBIDDEN,
  MALFORMED,
  NOT_FOUND,
  UNSUPPORTED,
  TOO_BRIEF,
  OUT_OF_ORDER,
  RETRANSMITTED,
  UNAVAILABLE,
  /// Not taken because there is too much to do, or the end has come.
  SHED,
  /// Sent on; its response comes from elsewhere.
  FORWARDED,
  /// Refused, with an answer or in silence: see [Cause] and the proxy's rules.
  REFUSED,
  /// A call that a lock forbids.
  LOCKED,
  /// Not sent on, because as many requests are on their way as may be.
  OVERLOADED,
  IGNORED;

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
