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
      if (lineEndsAt(at)) {
        headers.bodyFrom(afterLine(message, at));
        return;
      }
      at = readField(at);
    }
    fault("No empty line after the headers");
    headers.bodyFrom(message.length);
  }

  private boolean lineEndsAt(int at) {
    return message[at] == Octets.LF
        || (message[at] == Octets.CR && at + 1 < message.length && message[at + 1] == Octets.LF);
  }

  /// Reads one field, unfolding it, and returns where the next line starts.
  private int readField(int from) {
    int nameEnd = from;
    while (nameEnd < message.length && Octets.isToken(message[nameEnd])) {
      nameEnd++;
    }
    int colon = afterBlanks(nameEnd);
    boolean isNamed = nameEnd > from && colon < message.length && message[colon] == ':';
    int value = isNamed ? colon + 1 : from;
    boolean isClean = true;
    int at = Octets.nextControl(message, value);
    int end = message.length;
    while (at < message.length) {
      if (lineEndsAt(at)) {
        end = at;
        at = afterLine(message, at);
        if (at == message.length || !Octets.isBlank(message[at])) {
          break;
        }
        unfold(end, at);
        end = message.length;
      } else {
        isClean &= message[at] == Octets.HT || isEscaped(value, at);
        at++;
      }
      at = Octets.nextControl(message, at);
    }
    add(from, nameEnd, isNamed, afterBlanks(value), end, isClean);
    return at;
  }

  private int afterBlanks(int from) {
    int at = from;
    while (at < message.length && Octets.isBlank(message[at])) {
      at++;
    }
    return at;
  }

  /// Whether a control character is the second octet of a quoted-pair, which a line's end cannot be
  /// (RFC 3261 §25.1).
  private boolean isEscaped(int start, int at) {
    return at > start && message[at - 1] == '\\' && !isLineEnd(message[at]);
  }

  private void unfold(int from, int to) {
    for (int i = from; i < to; i++) {
      message[i] = Octets.SP;
    }
  }

  private void add(int from, int nameEnd, boolean isNamed, int start, int to, boolean isClean) {
    if (headers.size() == limits.maxHeaders()) {
      fault("Too many headers");
    } else if (to - from > limits.maxHeaderBytes()) {
      fault("Header too long");
    } else if (!isNamed) {
      fault("Malformed header name");
    } else if (!isClean) {
      fault("Control character in a header");
    } else {
      headers.add(Header.of(message, from, nameEnd), start, trimmedEnd(start, to));
    }
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
