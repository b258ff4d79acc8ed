package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts other URIs into a Contact header field, whose display names and parameters stay.
public final class ContactUris {

  private static final Cursor.Ends DISPLAY_NAME = Cursor.Ends.of("<;,");

  private ContactUris() {}

  /// @param value one octet a character
  /// @param replacement of a URI; `null` leaves it
  /// @throws SipParseException when the value is no list of addresses
  public static String replaced(String value, Function<SipUri, @Nullable String> replacement)
      throws SipParseException {
    if (value.strip().equals("*")) {
      return value;
    }
    var edited = new StringBuilder(value.length() + 64);
    byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
    var cursor = cursor(octets, 0);
    int at = 0;
    do {
      cursor.skipBlanks();
      int element = cursor.position();
      var uri = NameAddr.element(cursor).uri();
      String other = replacement.apply(uri);
      if (other != null) {
        int start = start(octets, element);
        boolean isBare = start == 0 || value.charAt(start - 1) != '<';
        edited.append(value, at, start).append(isBare ? "<" : "").append(other);
        edited.append(isBare ? ">" : "");
        at = start + uri.text().length();
      }
    } while (cursor.take(','));
    return edited.append(value, at, value.length()).toString();
  }

  /// Where the URI of a well-formed element starts.
  private static int start(byte[] octets, int element) throws SipParseException {
    var cursor = cursor(octets, element);
    if (cursor.peek() == '"') {
      cursor.quoted();
    }
    cursor.skipUntil(DISPLAY_NAME);
    return cursor.peek() == '<' ? element + cursor.position() + 1 : element;
  }

  private static Cursor cursor(byte[] octets, int from) {
    return new Cursor(octets, from, octets.length, StandardCharsets.ISO_8859_1);
  }
}
