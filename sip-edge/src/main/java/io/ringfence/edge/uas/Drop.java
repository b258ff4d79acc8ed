package io.ringfence.edge.uas;

import java.util.Locale;

/// Why a message was dropped: the label of `ringfence_sip_dropped_total`. What is answered all the
/// same counts as a request, too.
public enum Drop {
  /// A block lies on the source.
  BLOCKED,
  /// The source has had all its failures, see [io.ringfence.edge.fuse.Fuse].
  FUSED,
  /// The source sends more than its rate, see [io.ringfence.edge.admission.SourceRates].
  RATE,
  /// Refused in silence, see [Cause].
  NOT_PERMITTED,
  SCANNER,
  WRONG_DOMAIN,
  ACCOUNT,
  RESPONSE,
  NOT_SIP,
  MALFORMED,
  TOO_LARGE;

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
