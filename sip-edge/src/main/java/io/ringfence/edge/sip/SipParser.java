package io.ringfence.edge.sip;

import io.ringfence.edge.sip.Parsed.Cause;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads one message. It takes what RFC 3261 and RFC 4475 allow, UTF-8 anywhere, and a bare LF as a
/// line's end; nothing is repaired by guess. It throws nothing.
public final class SipParser {

  private static final long MAX_MAX_FORWARDS = 255;

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
    if (firstLine.startsWith("SIP/")) {
      return new Parsed.Ignored(Cause.RESPONSE);
    }
    int version = firstLine.lastIndexOf(" SIP/");
    if (version < 0) {
      return new Parsed.Ignored(Cause.NOT_SIP);
    }
    return new Reading(message, firstLine, version).read(HeaderLines.afterLine(message, end));
  }

  private static String line(byte[] message, int from, int to) {
    return new String(message, from, to - from, StandardCharsets.UTF_8);
  }

  /// The state of reading one request: the first fault found decides, reading goes on to the end so
  /// that a response can be made.
  private final class Reading {

    private final byte[] message;
    private final HeaderLines lines;
    private final HeaderTable headers;
    private final String firstLine;
    private final int version;

    Reading(byte[] message, String firstLine, int version) {
      this.message = message;
      this.firstLine = firstLine;
      this.version = version;
      this.lines = new HeaderLines(message, limits);
      this.headers = lines.headers();
    }

    Parsed read(int afterFirstLine) {
      int body = lines.read(afterFirstLine);
      var via = via();
      if (via == null || headers.indexOf(Header.CSEQ) < 0) {
        return new Parsed.Ignored(Cause.MALFORMED);
      }
      int space = firstLine.indexOf(' ');
      String methodName = firstLine.substring(0, space);
      if (!firstLine.substring(version + 1).strip().equals("SIP/2.0")) {
        return refused(methodName, Status.VERSION_NOT_SUPPORTED, via, "Version Not Supported");
      }
      try {
        lines.requireNoFault();
        return new Parsed.Request(request(methodName, space, via, body));
      } catch (SipParseException e) {
        return refused(methodName, Status.BAD_REQUEST, via, e.reason());
      }
    }

    private Parsed refused(String methodName, Status status, Via via, String reason) {
      return new Parsed.Refused(Method.of(methodName), status, reason, via, headers);
    }

    private SipRequest request(String methodName, int space, Via via, int body)
        throws SipParseException {
      if (firstLine.length() > limits.maxHeaderBytes()) {
        throw new SipParseException("Request line too long");
      }
      if (version <= space || !firstLine.endsWith("SIP/2.0") || !Octets.isToken(methodName)) {
        throw new SipParseException("Malformed request line");
      }
      var uri = SipUri.parse(firstLine.substring(space + 1, version));
      if (uri.hasHeaders()) {
        throw new SipParseException("Request-URI has headers");
      }
      checkLength(body);
      checkMaxForwards();
      var cseq = CSeq.parse(only(Header.CSEQ, "CSeq missing or repeated"));
      if (!cseq.method().equals(methodName)) {
        throw new SipParseException("CSeq does not match the method");
      }
      return new SipRequest(
          Method.of(methodName),
          methodName,
          uri,
          via,
          NameAddr.parse(only(Header.FROM, "From missing or repeated")),
          NameAddr.parse(only(Header.TO, "To missing or repeated")),
          callId(),
          cseq,
          headers);
    }

    private @Nullable Via via() {
      int index = headers.indexOf(Header.VIA);
      if (index < 0) {
        return null;
      }
      try {
        return Via.parseFirst(headers.octets(index));
      } catch (SipParseException e) {
        lines.fault(e.reason());
        return Via.lenient(headers.octets(index));
      }
    }

    private String only(Header header, String otherwise) throws SipParseException {
      String value = headers.first(header);
      if (value == null || headers.count(header) != 1) {
        throw new SipParseException(otherwise);
      }
      return value;
    }

    private String callId() throws SipParseException {
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

    private void checkMaxForwards() throws SipParseException {
      if (headers.count(Header.MAX_FORWARDS) == 0) {
        return;
      }
      CSeq.number(
          only(Header.MAX_FORWARDS, "Max-Forwards repeated"),
          MAX_MAX_FORWARDS,
          "Malformed Max-Forwards");
    }

    private void checkLength(int body) throws SipParseException {
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
    }
  }
}
