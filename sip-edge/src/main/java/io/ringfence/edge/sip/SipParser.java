package io.ringfence.edge.sip;

import io.ringfence.edge.sip.Parsed.Cause;
import java.nio.charset.StandardCharsets;

/// Reads one message. It takes what RFC 3261 and RFC 4475 allow, UTF-8 anywhere, and a bare LF as a
/// line's end; nothing is repaired by guess. It throws nothing.
public final class SipParser {

  private static final String VERSION = " SIP/";

  private final SipLimits limits;

  public SipParser(SipLimits limits) {
    this.limits = limits;
  }

  /// @param message one datagram, or one message framed by [StreamFramer]; owned by the parser from
  ///     now on, which unfolds header fields in place
  public Parsed parse(byte[] message) {
    if (message.length > limits.maxMessageBytes()) {
      return new Parsed.Ignored(Cause.TOO_LARGE);
    }
    int start = 0;
    while (start < message.length && HeaderLines.isLineEnd(message[start])) {
      start++;
    }
    if (start == message.length) {
      return new Parsed.Ignored(Cause.KEEP_ALIVE);
    }
    int end = HeaderLines.lineEnd(message, start);
    int after = HeaderLines.afterLine(message, end);
    if (isAt(message, start, end, "SIP/")) {
      String firstLine = new String(message, start, end - start, StandardCharsets.UTF_8);
      return new ResponseReading(message, limits, firstLine).read(after);
    }
    int version = end - VERSION.length();
    while (version >= start && !isAt(message, version, end, VERSION)) {
      version--;
    }
    if (version < start) {
      return new Parsed.Ignored(Cause.NOT_SIP);
    }
    return new RequestReading(message, limits, start, version, end).read(after);
  }

  private static boolean isAt(byte[] message, int at, int end, String text) {
    if (end - at < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (message[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
