package io.ringfence.edge.sip;

import io.ringfence.edge.sip.Parsed.Cause;
import java.nio.charset.StandardCharsets;

/// Reads one message. It takes what RFC 3261 and RFC 4475 allow, UTF-8 anywhere, and a bare LF as a
/// line's end; nothing is repaired by guess. It throws nothing.
public final class SipParser {

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
    String firstLine = line(message, start, end);
    int after = HeaderLines.afterLine(message, end);
    if (firstLine.startsWith("SIP/")) {
      return new ResponseReading(message, limits, firstLine).read(after);
    }
    int version = firstLine.lastIndexOf(" SIP/");
    if (version < 0) {
      return new Parsed.Ignored(Cause.NOT_SIP);
    }
    return new RequestReading(message, limits, firstLine, version).read(after);
  }

  private static String line(byte[] message, int from, int to) {
    return new String(message, from, to - from, StandardCharsets.UTF_8);
  }
}
