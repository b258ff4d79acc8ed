package io.ringfence.edge.sip;

/// The CSeq header field (RFC 3261 §20.16): a number below 2^31 and the method's name.
public record CSeq(long number, String method) {

  private static final long LIMIT = 1L << 31;
  private static final int MAX_DIGITS = 10;

  static CSeq parse(String value) throws SipParseException {
    var cursor = new Cursor(value);
    long number = number(cursor.token("Malformed CSeq"), LIMIT - 1, "Malformed CSeq");
    String method = cursor.token("Malformed CSeq");
    if (!cursor.atEnd()) {
      throw new SipParseException("Malformed CSeq");
    }
    return new CSeq(number, method);
  }

  /// A decimal number; leading zeros are let pass as RFC 4475 asks (§3.1.1.1).
  static long number(String digits, long max, String otherwise) throws SipParseException {
    int from = 0;
    while (from < digits.length() - 1 && digits.charAt(from) == '0') {
      from++;
    }
    String significant = digits.substring(from);
    if (!Octets.isNumber(significant)
        || significant.length() > MAX_DIGITS
        || Long.parseLong(significant) > max) {
      throw new SipParseException(otherwise);
    }
    return Long.parseLong(significant);
  }
}
