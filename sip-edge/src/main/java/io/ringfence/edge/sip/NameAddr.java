package io.ringfence.edge.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An address with its parameters as in From, To and Contact (RFC 3261 §20.10).
///
/// @param display the display name, empty when there is none
public record NameAddr(String display, SipUri uri, Params params) {

  private static final Cursor.Ends DISPLAY_NAME = Cursor.Ends.of("<;,\"");
  private static final Cursor.Ends BRACKETED = Cursor.Ends.of(">");
  private static final Cursor.Ends BARE = Cursor.Ends.of(";, \t\"<>");

  /// @throws SipParseException when the value is not exactly one address
  static NameAddr parse(Cursor cursor) throws SipParseException {
    var address = element(cursor);
    if (!cursor.atEnd()) {
      throw new SipParseException("One address expected");
    }
    return address;
  }

  /// The addresses of all fields of this name, in their order.
  ///
  /// @throws SipParseException when one is malformed, or a field has none
  public static List<NameAddr> all(HeaderTable headers, Header name) throws SipParseException {
    var addresses = new ArrayList<NameAddr>(1);
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i) == name) {
        read(headers.cursor(i), addresses);
      }
    }
    return addresses;
  }

  /// The addresses of a header's value, at least one.
  public static List<NameAddr> parseList(String value) throws SipParseException {
    var addresses = new ArrayList<NameAddr>(1);
    read(new Cursor(value), addresses);
    return addresses;
  }

  private static void read(Cursor cursor, List<NameAddr> addresses) throws SipParseException {
    do {
      addresses.add(element(cursor));
    } while (cursor.take(','));
    if (!cursor.atEnd()) {
      throw new SipParseException("Comma expected between addresses");
    }
  }

  static NameAddr element(Cursor cursor) throws SipParseException {
    String display = "";
    if (cursor.peek() == '"') {
      display = cursor.quoted();
      if (cursor.peek() != '<') {
        throw new SipParseException("Address expected after the display name");
      }
    } else if (cursor.peek() != '<') {
      int start = cursor.position();
      display = cursor.until(DISPLAY_NAME).strip();
      if (cursor.peek() != '<') {
        cursor.back(start);
        return new NameAddr("", bare(cursor), cursor.params());
      }
      requireDisplayName(display);
    }
    cursor.require('<', "Address expected");
    var uri = cursor.uriUntil(BRACKETED);
    cursor.require('>', "Address is not closed");
    return new NameAddr(display, uri, cursor.params());
  }

  /// An address without brackets: its parameters belong to the header, and it has none of its own.
  private static SipUri bare(Cursor cursor) throws SipParseException {
    cursor.skipBlanks();
    var uri = cursor.uriUntil(BARE);
    if (uri.hasHeaders()) {
      throw new SipParseException("Address with ? needs brackets");
    }
    return uri;
  }

  private static void requireDisplayName(String display) throws SipParseException {
    for (int i = 0; i < display.length(); i++) {
      char c = display.charAt(i);
      if (!Octets.isToken(c) && !Octets.isBlank(c) && c < 0x80) {
        throw new SipParseException("Display name needs quotes");
      }
    }
  }

  public @Nullable String tag() {
    return params.get("tag");
  }
}
