package io.ringfence.edge.sip;

/// The one thing that reading a message may throw. Its reason is our own text, never the peer's,
/// and fits a reason phrase.
public final class SipParseException extends Exception {

  public SipParseException(String reason) {
    super(reason, null, false, false);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
