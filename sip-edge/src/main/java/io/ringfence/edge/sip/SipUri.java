package io.ringfence.edge.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A URI: `sip:` and `sips:` in their parts (RFC 3261 §19.1), any other scheme as text.
///
/// @param text as it was written
/// @param scheme in lower case
/// @param user unescaped, without password; `null` when there is none
/// @param host in lower case, IPv6 in brackets; empty for another scheme
/// @param port -1 when there is none
/// @param hasHeaders whether it carries header fields after `?`
public record SipUri(
    String text, String scheme, @Nullable String user, String host, int port, boolean hasHeaders) {

  private static final Cursor.Ends HEADERS = Cursor.Ends.of("?");
  private static final String OB = ";ob";

  /// @throws SipParseException when it is no URI
  public static SipUri parse(String text) throws SipParseException {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return parse(octets, 0, octets.length, StandardCharsets.UTF_8);
  }

  /// @param charset what text is made with
  static SipUri parse(byte[] octets, int from, int to, Charset charset) throws SipParseException {
    int colon = -1;
    int at = -1;
    int ats = 0;
    for (int i = from; i < to; i++) {
      byte c = octets[i];
      if (Octets.isNotInUri(c)) {
        throw new SipParseException("Malformed URI");
      }
      if (c == ':' && colon < 0) {
        colon = i;
      } else if (c == '@') {
        at = i;
        ats++;
      }
    }
    if (!isScheme(octets, from, colon)) {
      throw new SipParseException("Malformed URI");
    }
    String text = new String(octets, from, to - from, charset);
    String scheme = scheme(octets, from, colon);
    if (!scheme.equals("sip") && !scheme.equals("sips")) {
      return new SipUri(text, scheme, null, "", -1, false);
    }
    if (ats > 1) {
      throw new SipParseException("Malformed URI");
    }
    String user = at < 0 ? null : user(octets, colon + 1, at, charset);
    var cursor = new Cursor(octets, Math.max(colon, at) + 1, to, charset);
    String host = HostPort.host(cursor);
    int port = cursor.take(':') ? HostPort.port(cursor) : -1;
    if (cursor.peek() == ';') {
      cursor.skipUntil(HEADERS);
    }
    boolean hasHeaders = cursor.take('?');
    if (!hasHeaders && !cursor.atEnd()) {
      throw new SipParseException("Malformed URI");
    }
    return new SipUri(text, scheme, user, host, port, hasHeaders);
  }

  public boolean isSip() {
    return !host.isEmpty();
  }

  /// Whether it carries this parameter (RFC 3261 §19.1.1).
  public boolean hasParam(String name) {
    return rawParam(name) != null;
  }

  /// The value of a parameter as it was written; `null` when it is absent or has none.
  public @Nullable String param(String name) {
    String raw = rawParam(name);
    int equals = raw == null ? -1 : raw.indexOf('=');
    return raw == null || equals < 0 ? null : raw.substring(equals + 1);
  }

  private @Nullable String rawParam(String name) {
    if (!isSip()) {
      return null;
    }
    int from = Math.max(text.indexOf('@'), scheme.length());
    int headers = text.indexOf('?', from);
    int end = headers < 0 ? text.length() : headers;
    int at = text.indexOf(';', from);
    while (at >= 0 && at < end) {
      int next = text.indexOf(';', at + 1);
      int stop = next >= 0 && next < end ? next : end;
      String raw = text.substring(at + 1, stop);
      boolean named = raw.regionMatches(true, 0, name, 0, name.length());
      if (named && (raw.length() == name.length() || raw.charAt(name.length()) == '=')) {
        return raw;
      }
      at = next;
    }
    return null;
  }

  /// The user part as it was written, with its password; empty when there is none.
  public String rawUser() {
    int at = text.indexOf('@');
    return isSip() && at >= 0 ? text.substring(scheme.length() + 1, at) : "";
  }

  /// This URI's text with another user part.
  public String withUser(String rawUser) {
    int from = Math.max(text.indexOf('@'), scheme.length()) + 1;
    return scheme + ':' + rawUser + '@' + text.substring(from);
  }

  /// This URI's text with another host, and without a port.
  public String withHost(String other) {
    int from = Math.max(text.indexOf('@'), scheme.length()) + 1;
    int end = from + host.length();
    int parameters = text.indexOf(';', end);
    int rest = parameters >= 0 ? parameters : text.indexOf('?', end);
    return text.substring(0, from) + other + (rest < 0 ? "" : text.substring(rest));
  }

  /// The same text for URIs that differ only in the case of scheme and host, or in the password,
  /// which is left out: what a binding is known by.
  public String canonical() {
    if (!isSip()) {
      return text;
    }
    int userStart = scheme.length() + 1;
    int at = text.indexOf('@', userStart);
    int hostStart = Math.max(userStart, at + 1);
    return scheme
        + ':'
        + (at < 0 ? "" : withoutPassword(text.substring(userStart, at)) + '@')
        + host
        + text.substring(hostStart + host.length());
  }

  /// The same text for the contacts of one phone: [#canonical], without the parameter `ob` that it
  /// may have within dialogs alone (RFC 5626 §4.3).
  public String device() {
    return withoutOb(canonical());
  }

  public static String withoutOb(String canonical) {
    int at = canonical.indexOf(OB);
    int end = at + OB.length();
    boolean isThere = at >= 0 && (end == canonical.length() || canonical.charAt(end) == ';');
    return isThere ? canonical.substring(0, at) + canonical.substring(end) : canonical;
  }

  private static String withoutPassword(String userinfo) {
    int password = userinfo.indexOf(':');
    return password < 0 ? userinfo : userinfo.substring(0, password);
  }

  private static String user(byte[] octets, int from, int to, Charset charset)
      throws SipParseException {
    int end = from;
    boolean isEscaped = false;
    for (; end < to && octets[end] != ':'; end++) {
      isEscaped |= octets[end] == '%';
    }
    if (end == from) {
      throw new SipParseException("Malformed URI");
    }
    return isEscaped ? unescaped(octets, from, end) : new String(octets, from, end - from, charset);
  }

  private static String unescaped(byte[] octets, int from, int to) throws SipParseException {
    var plain = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      if (octets[i] != '%') {
        plain.write(octets[i]);
        continue;
      }
      int high = i + 2 < to ? Character.digit(octets[i + 1], 16) : -1;
      int low = i + 2 < to ? Character.digit(octets[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new SipParseException("Malformed escape in URI");
      }
      plain.write(high << 4 | low);
      i += 2;
    }
    return plain.toString(StandardCharsets.UTF_8);
  }

  private static boolean isScheme(byte[] octets, int from, int end) {
    for (int i = from; i < end; i++) {
      byte c = octets[i];
      boolean mark = i > from && (c == '+' || c == '-' || c == '.' || Octets.isDigit(c));
      if (!mark && !Octets.isAlpha(c)) {
        return false;
      }
    }
    return end > from;
  }

  private static String scheme(byte[] octets, int from, int end) {
    if (Octets.equalsIgnoreCase(octets, from, end, "sip")) {
      return "sip";
    }
    return new String(octets, from, end - from, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
  }
}
