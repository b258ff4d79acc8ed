package io.ringfence.edge.digest;

import io.ringfence.edge.sip.Cursor;
import io.ringfence.edge.sip.SipParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer to a challenge: the Authorization header field (RFC 7616 §3.4).
///
/// @param qop `null` for an answer in the manner of RFC 2069, which RFC 3261 §22.4 asks to accept
public record Credentials(
    String username,
    String realm,
    String nonce,
    String uri,
    String response,
    @Nullable String algorithm,
    @Nullable String cnonce,
    @Nullable String nonceCount,
    @Nullable String qop) {

  private static final int MAX_PARAMETERS = 32;
  private static final Cursor.Ends TOKEN_END = Cursor.Ends.of(", \t");
  private static final int NONCE_COUNT_DIGITS = 8;

  /// The first credentials for our realm among a request's header fields: one request is one guess.
  /// Other schemes and other realms are passed over.
  ///
  /// @throws SipParseException when they are malformed
  public static @Nullable Credentials find(List<String> authorizations, String realm)
      throws SipParseException {
    for (String value : authorizations) {
      var cursor = new Cursor(value);
      if (cursor.token("Malformed Authorization").equalsIgnoreCase("Digest")) {
        var parameters = parameters(cursor);
        if (realm.equals(parameters.get("realm"))) {
          return of(parameters, realm);
        }
      }
    }
    return null;
  }

  private static Map<String, String> parameters(Cursor cursor) throws SipParseException {
    var parameters = new HashMap<String, String>();
    do {
      String name = cursor.token("Malformed Authorization").toLowerCase(Locale.ROOT);
      cursor.require('=', "Malformed Authorization");
      String value = cursor.peek() == '"' ? cursor.quoted() : cursor.until(TOKEN_END);
      if (parameters.put(name, value) != null || parameters.size() > MAX_PARAMETERS) {
        throw new SipParseException("Repeated parameter in Authorization");
      }
    } while (cursor.take(','));
    if (!cursor.atEnd()) {
      throw new SipParseException("Malformed Authorization");
    }
    return parameters;
  }

  private static Credentials of(Map<String, String> parameters, String realm)
      throws SipParseException {
    var credentials =
        new Credentials(
            required(parameters, "username"),
            realm,
            required(parameters, "nonce"),
            required(parameters, "uri"),
            required(parameters, "response"),
            parameters.get("algorithm"),
            parameters.get("cnonce"),
            parameters.get("nc"),
            parameters.get("qop"));
    if (credentials.qop != null) {
      credentials.requireQopAuth();
    }
    return credentials;
  }

  private static String required(Map<String, String> parameters, String name)
      throws SipParseException {
    String value = parameters.get(name);
    if (value == null) {
      throw new SipParseException("Incomplete Authorization");
    }
    return value;
  }

  private void requireQopAuth() throws SipParseException {
    boolean counted = nonceCount != null && nonceCount.length() == NONCE_COUNT_DIGITS;
    if (!"auth".equalsIgnoreCase(qop) || cnonce == null || !counted) {
      throw new SipParseException("Authorization needs qop auth with cnonce and nc");
    }
  }

  /// Without the response, which a password could be guessed from.
  @Override
  public String toString() {
    return "Credentials[redacted]";
  }
}
