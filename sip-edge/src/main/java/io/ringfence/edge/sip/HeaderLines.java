package io.ringfence.edge.sip;

import org.jspecify.annotations.Nullable;

/// Reads the header fields of one message, unfolding them in place. The first fault found decides;
/// reading goes on to the end so that a response can be made of what is sound.
final class HeaderLines {

  private final byte[] message;
  private final SipLimits limits;
  private final HeaderTable headers;
  private @Nullable SipParseException fault;

  HeaderLines(byte[] message, SipLimits limits) {
    this.message = message;
    this.limits = limits;
    this.headers = new HeaderTable(message);
  }

  HeaderTable headers() {
    return headers;
  }

  void requireNoFault() throws SipParseException {
    if (fault != null) {
      throw fault;
    }
  }

  static boolean isLineEnd(byte octet) {
    return octet == Octets.CR || octet == Octets.LF;
  }

  /// Where the line's content ends: at CR LF, LF, or the end of the message.
  static int lineEnd(byte[] message, int from) {
    int at = from;
    while (at < message.length && message[at] != Octets.LF) {
      at++;
    }
    return at > from && at < message.length && message[at - 1] == Octets.CR ? at - 1 : at;
  }

  static int afterLine(byte[] message, int end) {
    int at = end;
    if (at < message.length && message[at] == Octets.CR) {
      at++;
    }
    return at < message.length ? at + 1 : at;
  }

  void read(int from) {
    int at = from;
    while (at < message.length) {
      int end = lineEnd(message, at);
      if (end == at) {
        headers.bodyFrom(afterLine(message, end));
        return;
      }
      int next = afterLine(message, end);
      while (next < message.length && Octets.isBlank(message[next])) {
        unfold(end, next);
        end = lineEnd(message, next);
        next = afterLine(message, end);
      }
      readHeader(at, end);
      at = next;
    }
    fault("No empty line after the headers");
    headers.bodyFrom(message.length);
  }

  private void unfold(int from, int to) {
    for (int i = from; i < to; i++) {
      message[i] = Octets.SP;
    }
  }

  private void readHeader(int from, int to) {
    if (headers.size() == limits.maxHeaders()) {
      fault("Too many headers");
      return;
    }
    if (to - from > limits.maxHeaderBytes()) {
      fault("Header too long");
      return;
    }
    int colon = from;
    while (colon < to && message[colon] != ':') {
      colon++;
    }
    int nameEnd = trimmedEnd(from, colon);
    if (colon == to || !Octets.isToken(message, from, nameEnd)) {
      fault("Malformed header name");
      return;
    }
    int start = colon + 1;
    while (start < to && Octets.isBlank(message[start])) {
      start++;
    }
    int end = trimmedEnd(start, to);
    if (hasControl(start, end)) {
      fault("Control character in a header");
      return;
    }
    headers.add(Header.of(message, from, nameEnd), start, end);
  }

  /// Whether there is a control character that is not escaped, or a line end (RFC 3261 §25.1,
  /// quoted-pair).
  private boolean hasControl(int from, int to) {
    for (int i = from; i < to; i++) {
      boolean escaped = i > from && message[i - 1] == '\\' && !isLineEnd(message[i]);
      if (Octets.isControl(message[i]) && !escaped) {
        return true;
      }
    }
    return false;
  }

  private int trimmedEnd(int from, int to) {
    int end = to;
    while (end > from && Octets.isBlank(message[end - 1])) {
      end--;
    }
    return end;
  }

  void fault(String reason) {
    if (fault == null) {
      fault = new SipParseException(reason);
    }
  }
}
