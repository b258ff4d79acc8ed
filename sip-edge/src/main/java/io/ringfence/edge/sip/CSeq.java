package io.ringfence.edge.sip;

/// The CSeq header field (RFC 3261 §20.16): a number below 2^31 and the method's name.
public record CSeq(long number, String method) {

  private static final long LIMIT = 1L << 31;
  private static final Cursor.Ends NUMBER = Cursor.Ends.of(" \t");

  static CSeq parse(Cursor cursor) throws SipParseException {
    cursor.skipBlanks();
    long number = cursor.numberUntil(NUMBER);
    if (number < 0 || number >= LIMIT) {
      throw new SipParseException("Malformed CSeq");
    }
    String method = cursor.token(Method.NAMES, "Malformed CSeq");
    if (!cursor.atEnd()) {
      throw new SipParseException("Malformed CSeq");
    }
    return new CSeq(number, method);
  }
}
