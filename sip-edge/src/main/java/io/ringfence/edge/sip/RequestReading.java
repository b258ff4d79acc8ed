package io.ringfence.edge.sip;

import io.ringfence.edge.sip.Parsed.Cause;
import java.nio.charset.StandardCharsets;

/// Reads a request.
final class RequestReading extends Reading {

  private static final long MAX_MAX_FORWARDS = 255;

  private static final Words VERSION = Words.of("SIP/2.0");

  private final int start;
  private final int version;
  private final int end;

  /// @param start where the first line starts
  /// @param version where the SIP version stands in it, after a blank
  /// @param end where it ends
  RequestReading(byte[] message, SipLimits limits, int start, int version, int end) {
    super(message, limits);
    this.start = start;
    this.version = version;
    this.end = end;
  }

  @Override
  Parsed read(int afterFirstLine) {
    lines.read(afterFirstLine);
    var via = via();
    if (via == null || headers.indexOf(Header.CSEQ) < 0) {
      return new Parsed.Ignored(Cause.MALFORMED);
    }
    int space = start;
    while (message[space] != Octets.SP) {
      space++;
    }
    String methodName = text(Method.NAMES, start, space);
    String named = text(VERSION, version + 1, end);
    if (!named.strip().equals("SIP/2.0")) {
      return refused(methodName, Status.VERSION_NOT_SUPPORTED, via, "Version Not Supported");
    }
    try {
      lines.requireNoFault();
      return new Parsed.Request(request(methodName, named, space, via));
    } catch (SipParseException e) {
      return refused(methodName, Status.BAD_REQUEST, via, e.reason());
    }
  }

  private Parsed refused(String methodName, Status status, Via via, String reason) {
    return new Parsed.Refused(Method.of(methodName), status, reason, via, headers);
  }

  private String text(Words usual, int from, int to) {
    String word = usual.find(message, from, to);
    return word == null ? new String(message, from, to - from, StandardCharsets.UTF_8) : word;
  }

  private SipRequest request(String methodName, String named, int space, Via via)
      throws SipParseException {
    if (end - start > limits.maxHeaderBytes()) {
      throw new SipParseException("Request line too long");
    }
    if (version <= space || !named.equals("SIP/2.0") || !Octets.isToken(message, start, space)) {
      throw new SipParseException("Malformed request line");
    }
    var uri = SipUri.parse(message, space + 1, version, StandardCharsets.UTF_8);
    if (uri.hasHeaders()) {
      throw new SipParseException("Request-URI has headers");
    }
    measureBody();
    checkMaxForwards();
    var cseq = cseq();
    if (!cseq.method().equals(methodName)) {
      throw new SipParseException("CSeq does not match the method");
    }
    var from = from();
    return new SipRequest(
        Method.of(methodName), methodName, uri, via, from, to(from), callId(), cseq, headers);
  }

  private void checkMaxForwards() throws SipParseException {
    if (headers.count(Header.MAX_FORWARDS) > 0) {
      number(
          Header.MAX_FORWARDS, MAX_MAX_FORWARDS, "Max-Forwards repeated", "Malformed Max-Forwards");
    }
  }
}
