package io.ringfence.edge.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The topmost Via element (RFC 3261 §20.42).
///
/// @param version of SIP; a request of another than 2.0 is refused for its first line
/// @param port of sent-by, -1 when there is none
/// @param end where the element ends in its header's value; the rest is copied as it is
public record Via(String version, String transport, String host, int port, Params params, int end) {

  /// The branch of a transaction by RFC 3261; what follows makes it unique.
  public static final String MAGIC_COOKIE = "z9hG4bK";

  private static final Words USUAL = Words.of("SIP", "2.0", "UDP", "TCP", "TLS", "WS", "WSS");

  private static final int DEFAULT_PORT = 5060;
  private static final int DEFAULT_TLS_PORT = 5061;

  /// @param maxElements of the header field
  static Via parseFirst(Cursor cursor, int maxElements) throws SipParseException {
    var via = element(cursor);
    for (int elements = 1; cursor.take(','); elements++) {
      if (elements == maxElements) {
        throw new SipParseException("Too many Via");
      }
      element(cursor);
    }
    if (!cursor.atEnd()) {
      throw new SipParseException("Malformed Via");
    }
    return via;
  }

  /// All elements of a message, the topmost first.
  ///
  /// @throws SipParseException when one is malformed
  public static List<Via> all(HeaderTable headers) throws SipParseException {
    var vias = new ArrayList<Via>(2);
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i) == Header.VIA) {
        var cursor = headers.octetCursor(i);
        do {
          vias.add(element(cursor));
        } while (cursor.take(','));
      }
    }
    return vias;
  }

  /// What can be read of a malformed Via, so that its request can be refused: the first element up
  /// to the fault. `null` when not even that.
  ///
  /// @param length of the value
  static @Nullable Via lenient(Cursor cursor, int length) {
    try {
      var sentBy = sentBy(cursor);
      return sentBy.with(cursor.wellFormedParams(), length);
    } catch (SipParseException e) {
      return null;
    }
  }

  private static Via element(Cursor cursor) throws SipParseException {
    var sentBy = sentBy(cursor);
    var params = cursor.params();
    return sentBy.with(params, cursor.position());
  }

  private record SentBy(String version, String transport, String host, int port) {

    Via with(Params params, int end) {
      return new Via(version, transport, host, port, params, end);
    }
  }

  private static SentBy sentBy(Cursor cursor) throws SipParseException {
    String protocol = cursor.token(USUAL, "Malformed Via");
    cursor.require('/', "Malformed Via");
    String version = cursor.token(USUAL, "Malformed Via");
    cursor.require('/', "Malformed Via");
    String transport = cursor.token(USUAL, "Malformed Via");
    if (!protocol.equalsIgnoreCase("SIP")) {
      throw new SipParseException("Via is not SIP");
    }
    cursor.skipBlanks();
    String host = HostPort.host(cursor);
    int port = cursor.take(':') ? HostPort.port(cursor) : -1;
    return new SentBy(version, transport, host, port);
  }

  public @Nullable String branch() {
    return params.get("branch");
  }

  /// Whether the branch identifies a transaction of RFC 3261 (§17.2.3).
  public boolean hasUniqueBranch() {
    String branch = branch();
    return branch != null
        && branch.startsWith(MAGIC_COOKIE)
        && branch.length() > MAGIC_COOKIE.length();
  }

  /// Whether the peer asks for the response at the port it sent from (RFC 3581).
  public boolean hasRport() {
    return params.has("rport");
  }

  /// Where the response goes when there is no rport (RFC 3261 §18.2.2).
  public int responsePort() {
    if (port >= 0) {
      return port;
    }
    return transport.equalsIgnoreCase("TLS") ? DEFAULT_TLS_PORT : DEFAULT_PORT;
  }
}
