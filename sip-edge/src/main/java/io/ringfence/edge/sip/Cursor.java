package io.ringfence.edge.sip;

import java.util.ArrayList;

/// Reads a header's value from left to right. White space between elements is skipped (RFC 3261
/// §25.1, SWS).
public final class Cursor {

  private static final Ends PARAM_VALUE = Ends.of(";, \t\"<>");

  private final String text;
  private int at;

  public Cursor(String text) {
    this(text, 0);
  }

  Cursor(String text, int from) {
    this.text = text;
    this.at = from;
  }

  int position() {
    return at;
  }

  /// Goes back to an earlier [#position].
  void back(int position) {
    at = position;
  }

  public boolean atEnd() {
    skipBlanks();
    return at == text.length();
  }

  void skipBlanks() {
    while (at < text.length() && Octets.isBlank(text.charAt(at))) {
      at++;
    }
  }

  /// The next character after white space, or 0 at the end.
  public char peek() {
    skipBlanks();
    return at < text.length() ? text.charAt(at) : 0;
  }

  public boolean take(char expected) {
    if (peek() != expected || at == text.length()) {
      return false;
    }
    at++;
    return true;
  }

  public void require(char expected, String otherwise) throws SipParseException {
    if (!take(expected)) {
      throw new SipParseException(otherwise);
    }
  }

  public String token(String otherwise) throws SipParseException {
    skipBlanks();
    int from = at;
    while (at < text.length() && Octets.isToken(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      throw new SipParseException(otherwise);
    }
    return text.substring(from, at);
  }

  /// ASCII characters that end something, a bit each.
  public record Ends(long low, long high) {

    public static Ends of(String characters) {
      long low = 0;
      long high = 0;
      for (int i = 0; i < characters.length(); i++) {
        char c = characters.charAt(i);
        if (c < Long.SIZE) {
          low |= 1L << c;
        } else {
          high |= 1L << c;
        }
      }
      return new Ends(low, high);
    }

    boolean has(char c) {
      return c < 2 * Long.SIZE && ((c < Long.SIZE ? low : high) >>> c & 1) != 0;
    }
  }

  /// Everything up to one of these characters or the end; may be empty.
  public String until(Ends ends) {
    int from = at;
    while (at < text.length() && !ends.has(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  /// A quoted string (RFC 3261 §25.1), quotes and escapes removed.
  public String quoted() throws SipParseException {
    require('"', "Quoted string expected");
    int close = at;
    boolean escaped = false;
    while (close < text.length() && text.charAt(close) != '"') {
      escaped |= text.charAt(close) == '\\';
      close += text.charAt(close) == '\\' ? 2 : 1;
    }
    if (close >= text.length()) {
      throw new SipParseException("Unbalanced quotes");
    }
    String content = text.substring(at, close);
    at = close + 1;
    return escaped ? unescaped(content) : content;
  }

  private static String unescaped(String content) {
    var plain = new StringBuilder(content.length());
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      plain.append(c == '\\' ? content.charAt(++i) : c);
    }
    return plain.toString();
  }

  /// The parameters that follow, each after a semicolon.
  Params params() throws SipParseException {
    if (peek() != ';') {
      return Params.NONE;
    }
    var params = new ArrayList<Params.Param>(4);
    while (take(';')) {
      params.add(param());
    }
    return new Params(params);
  }

  /// The parameters that follow, up to the first that is malformed.
  Params wellFormedParams() {
    var params = new ArrayList<Params.Param>();
    try {
      while (take(';')) {
        params.add(param());
      }
    } catch (SipParseException e) {
      return new Params(params);
    }
    return new Params(params);
  }

  private Params.Param param() throws SipParseException {
    String name = token("Parameter name expected");
    return new Params.Param(name, take('=') ? paramValue() : null);
  }

  private String paramValue() throws SipParseException {
    if (peek() == '"') {
      return '"' + rawQuoted() + '"';
    }
    String value = until(PARAM_VALUE);
    if (value.isEmpty()) {
      throw new SipParseException("Parameter value expected");
    }
    return value;
  }

  private String rawQuoted() throws SipParseException {
    int open = at + 1;
    quoted();
    return text.substring(open, at - 1);
  }
}
