package io.ringfence.edge.sip;

import io.ringfence.edge.sip.Parsed.Cause;

/// Reads a response. One that is malformed is passed over: nobody answers it.
final class ResponseReading extends Reading {

  private static final String VERSION = "SIP/2.0 ";
  private static final int CODE_END = VERSION.length() + 3;

  private final String firstLine;

  ResponseReading(byte[] message, SipLimits limits, String firstLine) {
    super(message, limits);
    this.firstLine = firstLine;
  }

  @Override
  Parsed read(int afterFirstLine) {
    lines.read(afterFirstLine);
    var via = via();
    if (via == null) {
      return new Parsed.Ignored(Cause.RESPONSE);
    }
    try {
      lines.requireNoFault();
      int status = status();
      measureBody();
      var from = from();
      return new Parsed.Response(
          new SipResponse(status, via, from, to(from), callId(), cseq(), headers));
    } catch (SipParseException e) {
      return new Parsed.Ignored(Cause.RESPONSE);
    }
  }

  private int status() throws SipParseException {
    boolean whole =
        firstLine.length() == CODE_END
            || (firstLine.length() > CODE_END && firstLine.charAt(CODE_END) == ' ');
    if (!firstLine.startsWith(VERSION) || !whole || firstLine.length() > limits.maxHeaderBytes()) {
      throw new SipParseException("Malformed status line");
    }
    if (firstLine.chars().anyMatch(Octets::isControl)) {
      throw new SipParseException("Control character in the status line");
    }
    String code = firstLine.substring(VERSION.length(), CODE_END);
    if (!Octets.isNumber(code) || code.charAt(0) < '1' || code.charAt(0) > '6') {
      throw new SipParseException("Malformed status line");
    }
    return Integer.parseInt(code);
  }
}
