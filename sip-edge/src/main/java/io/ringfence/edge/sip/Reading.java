package io.ringfence.edge.sip;

import org.jspecify.annotations.Nullable;

/// The state of reading one message: the first fault found decides, reading goes on to the end so
/// that a response can be made. Here is what requests and responses have in common.
abstract sealed class Reading permits RequestReading, ResponseReading {

  final byte[] message;
  final SipLimits limits;
  final String firstLine;
  final HeaderLines lines;
  final HeaderTable headers;

  Reading(byte[] message, SipLimits limits, String firstLine) {
    this.message = message;
    this.limits = limits;
    this.firstLine = firstLine;
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
      var via = Via.parseFirst(headers.octets(index), limits.maxVias());
      checkDepth(index);
      return via;
    } catch (SipParseException e) {
      lines.fault(e.reason());
      return Via.lenient(headers.octets(index));
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

  final String only(Header header, String otherwise) throws SipParseException {
    String value = headers.first(header);
    if (value == null || headers.count(header) != 1) {
      throw new SipParseException(otherwise);
    }
    return value;
  }

  final CSeq cseq() throws SipParseException {
    return CSeq.parse(only(Header.CSEQ, "CSeq missing or repeated"));
  }

  final NameAddr from() throws SipParseException {
    return NameAddr.parse(only(Header.FROM, "From missing or repeated"));
  }

  final NameAddr to() throws SipParseException {
    return NameAddr.parse(only(Header.TO, "To missing or repeated"));
  }

  final String callId() throws SipParseException {
    String callId = only(Header.CALL_ID, "Call-ID missing or repeated");
    for (int i = 0; i < callId.length(); i++) {
      if (Octets.isControl(callId.charAt(i)) || Octets.isBlank(callId.charAt(i))) {
        throw new SipParseException("Malformed Call-ID");
      }
    }
    if (callId.isEmpty()) {
      throw new SipParseException("Malformed Call-ID");
    }
    return callId;
  }

  /// What follows the body in a datagram is not part of the message (RFC 3261 §18.3).
  final void measureBody() throws SipParseException {
    int body = headers.body();
    if (headers.count(Header.CONTENT_LENGTH) == 0) {
      return;
    }
    long length =
        CSeq.number(
            only(Header.CONTENT_LENGTH, "Content-Length repeated"),
            Integer.MAX_VALUE,
            "Malformed Content-Length");
    if (length > message.length - body) {
      throw new SipParseException("Content-Length beyond the end");
    }
    headers.bodyUntil(body + (int) length);
  }
}
