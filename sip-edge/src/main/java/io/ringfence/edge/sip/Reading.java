package io.ringfence.edge.sip;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The state of reading one message: the first fault found decides, reading goes on to the end so
/// that a response can be made. Here is what requests and responses have in common.
abstract sealed class Reading permits RequestReading, ResponseReading {

  final byte[] message;
  final SipLimits limits;
  final HeaderLines lines;
  final HeaderTable headers;

  Reading(byte[] message, SipLimits limits) {
    this.message = message;
    this.limits = limits;
    this.lines = new HeaderLines(message, limits);
    this.headers = lines.headers();
  }

  abstract Parsed read(int afterFirstLine);

  final @Nullable Via via() {
    int index = headers.indexOf(Header.VIA);
    if (index < 0) {
      return null;
    }
    try {
      var via = Via.parseFirst(headers.octetCursor(index), limits.maxVias());
      checkDepth(index);
      return via;
    } catch (SipParseException e) {
      lines.fault(e.reason());
      return Via.lenient(headers.octetCursor(index), headers.end(index) - headers.start(index));
    }
  }

  /// The further fields are not read, so each comma counts: more than there are at most.
  private void checkDepth(int topmost) throws SipParseException {
    int depth = 1;
    for (int i = topmost + 1; i < headers.size(); i++) {
      if (headers.name(i) == Header.VIA) {
        depth += 1 + commas(i);
      }
    }
    if (depth > limits.maxVias()) {
      throw new SipParseException("Too many Via");
    }
  }

  private int commas(int index) {
    int commas = 0;
    for (int at = headers.start(index); at < headers.end(index); at++) {
      commas += message[at] == ',' ? 1 : 0;
    }
    return commas;
  }

  /// The index of the only field of this name.
  final int only(Header header, String otherwise) throws SipParseException {
    if (headers.count(header) != 1) {
      throw new SipParseException(otherwise);
    }
    return headers.indexOf(header);
  }

  /// The number in the only field of this name.
  final long number(Header header, long max, String repeated, String malformed)
      throws SipParseException {
    long number = headers.number(only(header, repeated));
    if (number < 0 || number > max) {
      throw new SipParseException(malformed);
    }
    return number;
  }

  final CSeq cseq() throws SipParseException {
    return CSeq.parse(headers.cursor(only(Header.CSEQ, "CSeq missing or repeated")));
  }

  final NameAddr from() throws SipParseException {
    return tagged(only(Header.FROM, "From missing or repeated"), "Malformed tag in From");
  }

  /// An address whose tag, if there is one, has a value (RFC 3261 §25.1): others would add a tag
  /// where they see none, or take what we see for another.
  private NameAddr tagged(int index, String otherwise) throws SipParseException {
    var address = NameAddr.parse(headers.cursor(index));
    if (address.tag() == null && address.params().has("tag")) {
      throw new SipParseException(otherwise);
    }
    return address;
  }

  /// @param from which a REGISTER's mostly repeats, but for the tag: then it is not read anew
  final NameAddr to(NameAddr from) throws SipParseException {
    int index = only(Header.TO, "To missing or repeated");
    return isStartOfFrom(index)
        ? new NameAddr(from.display(), from.uri(), Params.NONE)
        : tagged(index, "Malformed tag in To");
  }

  /// Whether a value is one address in brackets, and From is the same and then has parameters.
  private boolean isStartOfFrom(int index) {
    int other = headers.indexOf(Header.FROM);
    int start = headers.start(index);
    int end = headers.end(index);
    int otherStart = headers.start(other);
    int otherEnd = otherStart + end - start;
    return end > start
        && otherEnd < headers.end(other)
        && message[otherEnd] == ';'
        && Arrays.equals(message, start, end, message, otherStart, otherEnd)
        && endsWithAddress(start, end);
  }

  /// Whether the value's only closing bracket is its end, and nothing in it is quoted.
  private boolean endsWithAddress(int start, int end) {
    for (int i = start; i < end - 1; i++) {
      if (message[i] == '>' || message[i] == '"') {
        return false;
      }
    }
    return message[end - 1] == '>';
  }

  final String callId() throws SipParseException {
    int index = only(Header.CALL_ID, "Call-ID missing or repeated");
    for (int i = headers.start(index); i < headers.end(index); i++) {
      if (Octets.isControl(message[i]) || Octets.isBlank(message[i])) {
        throw new SipParseException("Malformed Call-ID");
      }
    }
    if (headers.start(index) == headers.end(index)) {
      throw new SipParseException("Malformed Call-ID");
    }
    return headers.text(index);
  }

  /// What follows the body in a datagram is not part of the message (RFC 3261 §18.3).
  final void measureBody() throws SipParseException {
    int body = headers.body();
    if (headers.count(Header.CONTENT_LENGTH) == 0) {
      return;
    }
    long length =
        number(
            Header.CONTENT_LENGTH,
            Integer.MAX_VALUE,
            "Content-Length repeated",
            "Malformed Content-Length");
    if (length > message.length - body) {
      throw new SipParseException("Content-Length beyond the end");
    }
    headers.bodyUntil(body + (int) length);
  }
}
