package io.ringfence.edge.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads a header's value from left to right, on its octets: text is made of what is asked for
/// alone. White space between elements is skipped (RFC 3261 §25.1, SWS).
public final class Cursor {

  private static final Ends PARAM_VALUE = Ends.of(";, \t\"<>");

  /// Names of parameters that are met often.
  private static final Words PARAM_NAMES =
      Words.of("branch", "rport", "tag", "received", "expires", "q", "transport", "lr", "reg-id");

  private final byte[] octets;
  private final int start;
  private final int end;
  private final Charset charset;
  private int at;

  public Cursor(String text) {
    this(text.getBytes(StandardCharsets.UTF_8));
  }

  private Cursor(byte[] octets) {
    this(octets, 0, octets.length, StandardCharsets.UTF_8);
  }

  /// @param charset what text is made with
  Cursor(byte[] octets, int start, int end, Charset charset) {
    this.octets = octets;
    this.start = start;
    this.end = end;
    this.charset = charset;
    this.at = start;
  }

  /// How many octets were read.
  int position() {
    return at - start;
  }

  /// Goes back to an earlier [#position].
  void back(int position) {
    at = start + position;
  }

  /// What was read since an earlier [#position].
  String since(int position) {
    return text(start + position, at);
  }

  private String text(int from, int to) {
    return from == to ? "" : new String(octets, from, to - from, charset);
  }

  public boolean atEnd() {
    skipBlanks();
    return at == end;
  }

  void skipBlanks() {
    while (at < end && Octets.isBlank(octets[at])) {
      at++;
    }
  }

  /// The next octet after white space, or 0 at the end.
  public int peek() {
    skipBlanks();
    return at < end ? octets[at] : 0;
  }

  public boolean take(char expected) {
    if (peek() != expected || at == end) {
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
    return token(Words.NONE, otherwise);
  }

  /// A token, which is mostly one of some words.
  public String token(Words usual, String otherwise) throws SipParseException {
    skipBlanks();
    int from = at;
    while (at < end && Octets.isToken(octets[at])) {
      at++;
    }
    if (at == from) {
      throw new SipParseException(otherwise);
    }
    String word = usual.find(octets, from, at);
    return word == null ? text(from, at) : word;
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

    boolean has(byte c) {
      return c >= 0 && ((c < Long.SIZE ? low : high) >>> c & 1) != 0;
    }
  }

  /// Everything up to one of these characters or the end; may be empty.
  public String until(Ends ends) {
    int from = at;
    skipUntil(ends);
    return text(from, at);
  }

  void skipUntil(Ends ends) {
    while (at < end && !ends.has(octets[at])) {
      at++;
    }
  }

  /// The URI up to one of these characters or the end.
  SipUri uriUntil(Ends ends) throws SipParseException {
    int from = at;
    skipUntil(ends);
    return SipUri.parse(octets, from, at, charset);
  }

  /// The number up to one of these characters or the end; -1 when it is none.
  long numberUntil(Ends ends) {
    int from = at;
    skipUntil(ends);
    return Octets.number(octets, from, at);
  }

  /// A host name or IPv4 address up to one of these characters or the end, in lower case. Empty
  /// when it is none.
  String hostUntil(Ends ends) {
    int from = at;
    boolean isHost = true;
    boolean isLower = true;
    for (; at < end && !ends.has(octets[at]); at++) {
      isHost &= Octets.isHost(octets[at]);
      isLower &= octets[at] == Octets.lower(octets[at]);
    }
    if (!isHost) {
      return "";
    }
    String host = text(from, at);
    return isLower ? host : host.toLowerCase(Locale.ROOT);
  }

  /// A quoted string (RFC 3261 §25.1), quotes and escapes removed.
  public String quoted() throws SipParseException {
    require('"', "Quoted string expected");
    int open = at;
    boolean escaped = false;
    while (at < end && octets[at] != '"') {
      escaped |= octets[at] == '\\';
      at += octets[at] == '\\' ? 2 : 1;
    }
    if (at >= end) {
      throw new SipParseException("Unbalanced quotes");
    }
    at++;
    return escaped ? unescaped(open, at - 1) : text(open, at - 1);
  }

  private String unescaped(int from, int to) {
    var plain = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      plain.write(octets[octets[i] == '\\' ? ++i : i]);
    }
    return plain.toString(charset);
  }

  /// The parameters that follow, each after a semicolon.
  Params params() throws SipParseException {
    if (!take(';')) {
      return Params.NONE;
    }
    var first = param();
    if (!take(';')) {
      return new Params(List.of(first));
    }
    var second = param();
    if (!take(';')) {
      return new Params(List.of(first, second));
    }
    var params = new ArrayList<Params.Param>();
    params.add(first);
    params.add(second);
    do {
      params.add(param());
    } while (take(';'));
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
    String name = token(PARAM_NAMES, "Parameter name expected");
    return new Params.Param(name, take('=') ? paramValue() : null);
  }

  private String paramValue() throws SipParseException {
    if (peek() == '"') {
      int open = at;
      quoted();
      return text(open, at);
    }
    String value = until(PARAM_VALUE);
    if (value.isEmpty()) {
      throw new SipParseException("Parameter value expected");
    }
    return value;
  }
}
