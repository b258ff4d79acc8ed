package io.ringfence.edge.sip;

import java.io.ByteArrayOutputStream;
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

  /// @throws SipParseException when it is no URI
  public static SipUri parse(String text) throws SipParseException {
    int colon = text.indexOf(':');
    if (colon < 1 || !isScheme(text, colon) || !isPlain(text)) {
      throw new SipParseException("Malformed URI");
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("sip") && !scheme.equals("sips")) {
      return new SipUri(text, scheme, null, "", -1, false);
    }
    int at = text.indexOf('@', colon);
    if (at >= 0 && text.indexOf('@', at + 1) >= 0) {
      throw new SipParseException("Malformed URI");
    }
    String user = at < 0 ? null : user(text.substring(colon + 1, at));
    var cursor = new Cursor(text, at < 0 ? colon + 1 : at + 1);
    String host = HostPort.host(cursor);
    int port = cursor.take(':') ? HostPort.port(cursor) : -1;
    String parameters = cursor.until(HEADERS);
    if (!parameters.isEmpty() && parameters.charAt(0) != ';') {
      throw new SipParseException("Malformed URI");
    }
    return new SipUri(text, scheme, user, host, port, cursor.take('?'));
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

  private static String withoutPassword(String userinfo) {
    int password = userinfo.indexOf(':');
    return password < 0 ? userinfo : userinfo.substring(0, password);
  }

  private static String user(String raw) throws SipParseException {
    int password = raw.indexOf(':');
    String user = unescaped(password < 0 ? raw : raw.substring(0, password));
    if (user.isEmpty()) {
      throw new SipParseException("Malformed URI");
    }
    return user;
  }

  private static String unescaped(String raw) throws SipParseException {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    var plain = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        plain.write(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new SipParseException("Malformed escape in URI");
      }
      plain.write(high << 4 | low);
      i += 2;
    }
    return plain.toString(StandardCharsets.UTF_8);
  }

  private static boolean isScheme(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean mark = i > 0 && (c == '+' || c == '-' || c == '.' || Octets.isDigit(c));
      if (!mark && !Octets.isAlpha(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Octets.isNotInUri(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
