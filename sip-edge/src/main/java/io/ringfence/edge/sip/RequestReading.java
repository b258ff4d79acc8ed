package io.ringfence.edge.sip;

import io.ringfence.edge.sip.Parsed.Cause;

/// Reads a request.
final class RequestReading extends Reading {

  private static final long MAX_MAX_FORWARDS = 255;

  private final int version;

  /// @param version where the SIP version stands in the first line, after a blank
  RequestReading(byte[] message, SipLimits limits, String firstLine, int version) {
    super(message, limits, firstLine);
    this.version = version;
  }

  @Override
  Parsed read(int afterFirstLine) {
    lines.read(afterFirstLine);
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
      return new Parsed.Request(request(methodName, space, via));
    } catch (SipParseException e) {
      return refused(methodName, Status.BAD_REQUEST, via, e.reason());
    }
  }

  private Parsed refused(String methodName, Status status, Via via, String reason) {
    return new Parsed.Refused(Method.of(methodName), status, reason, via, headers);
  }

  private SipRequest request(String methodName, int space, Via via) throws SipParseException {
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
    measureBody();
    checkMaxForwards();
    var cseq = cseq();
    if (!cseq.method().equals(methodName)) {
      throw new SipParseException("CSeq does not match the method");
    }
    return new SipRequest(
        Method.of(methodName), methodName, uri, via, from(), to(), callId(), cseq, headers);
  }

  private void checkMaxForwards() throws SipParseException {
    if (headers.count(Header.MAX_FORWARDS) > 0) {
      CSeq.number(
          only(Header.MAX_FORWARDS, "Max-Forwards repeated"),
          MAX_MAX_FORWARDS,
          "Malformed Max-Forwards");
    }
  }
}
