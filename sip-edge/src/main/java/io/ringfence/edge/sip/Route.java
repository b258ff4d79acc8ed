package io.ringfence.edge.sip;

import java.util.ArrayList;
import java.util.List;

/// An element of Route or Record-Route (RFC 3261 §20.34).
///
/// @param text as it was written, one octet a character
public record Route(String text, SipUri uri) {

  private static final String MALFORMED = "Malformed Route";

  /// The elements of all fields of this name, in their order.
  ///
  /// @throws SipParseException when one is malformed
  public static List<Route> all(HeaderTable headers, Header name) throws SipParseException {
    if (headers.indexOf(name) < 0) {
      return List.of();
    }
    var routes = new ArrayList<Route>(2);
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i) == name) {
        read(headers.octetCursor(i), routes);
      }
    }
    return routes;
  }

  private static void read(Cursor cursor, List<Route> routes) throws SipParseException {
    do {
      cursor.skipBlanks();
      int start = cursor.position();
      var address = NameAddr.element(cursor);
      routes.add(new Route(cursor.since(start).strip(), address.uri()));
    } while (cursor.take(','));
    if (!cursor.atEnd()) {
      throw new SipParseException(MALFORMED);
    }
  }

  /// Whether the one it names routes loosely (RFC 3261 §16.12).
  public boolean isLoose() {
    return uri.hasParam("lr");
  }
}
