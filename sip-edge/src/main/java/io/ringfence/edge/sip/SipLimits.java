package io.ringfence.edge.sip;

/// How much of a message is read before it is refused.
///
/// @param maxMessageBytes the whole message
/// @param maxHeaders header fields
/// @param maxHeaderBytes one header field or the request line, folding included
/// @param maxVias elements of Via: the hops that a message has come
public record SipLimits(int maxMessageBytes, int maxHeaders, int maxHeaderBytes, int maxVias) {

  public static final SipLimits DEFAULT = new SipLimits(16_384, 128, 4_096, 70);

  public SipLimits {
    if (maxMessageBytes < 1 || maxHeaders < 1 || maxHeaderBytes < 1 || maxVias < 1) {
      throw new IllegalArgumentException("limits of a SIP message must be at least 1");
    }
  }
}
