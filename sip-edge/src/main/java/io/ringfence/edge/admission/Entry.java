package io.ringfence.edge.admission;

/// How a source is received.
public enum Entry {
  /// Never blocked, never counted.
  TRUSTED,
  ADMITTED,
  /// Blocked: nothing is read from it, nothing answered.
  BLOCKED,
  /// SIP is restricted to a group that it is not in.
  NOT_PERMITTED
}
