package io.ringfence.edge.guard;

/// What a PBX's response says of the credentials in the request.
public enum Outcome {
  /// They were right.
  ACCEPTED,
  /// They were wrong.
  REJECTED,
  /// There is no such account.
  UNKNOWN_ACCOUNT,
  /// Only the nonce was at fault.
  STALE,
  /// Either they were wrong, or what was asked for is not allowed.
  FORBIDDEN,
  /// The PBX has the request; it may ask for other credentials yet.
  TRYING,
  /// The request came to its end for another reason.
  UNDECIDED,
  /// Another server is asked.
  UNAVAILABLE
}
