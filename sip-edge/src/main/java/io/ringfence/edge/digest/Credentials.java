package io.ringfence.edge.digest;

import io.ringfence.edge.sip.Cursor;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

  private static final Words USUAL =
      Words.of(
          "Digest",
          "username",
          "realm",
          "nonce",
          "uri",
          "response",
          "algorithm",
          "cnonce",
          "nc",
          "qop",
          "opaque");

  private static final int MAX_OTHERS = 24;
  private static final Cursor.Ends TOKEN_END = Cursor.Ends.of(", \t");
  private static final int NONCE_COUNT_DIGITS = 8;

  /// The first credentials for our realm among a request's header fields: one request is one guess.
  /// Other schemes and other realms are passed over.
  ///
  /// @throws SipParseException when they are malformed
  public static @Nullable Credentials find(List<Cursor> authorizations, String realm)
      throws SipParseException {
    for (Cursor cursor : authorizations) {
      if (cursor.token(USUAL, "Malformed Authorization").equalsIgnoreCase("Digest")) {
        var parameters = new Parameters(cursor);
        if (realm.equals(parameters.realm)) {
          return parameters.credentialsWithAuth();
        }
      }
    }
    return null;
  }

  /// The credentials of one header field, for any realm and whatever their qop; `null` when they
  /// are of another scheme.
  ///
  /// @throws SipParseException when they are malformed
  public static @Nullable Credentials read(String authorization) throws SipParseException {
    var cursor = new Cursor(authorization);
    if (!cursor.token("Malformed Authorization").equalsIgnoreCase("Digest")) {
      return null;
    }
    return new Parameters(cursor).credentials();
  }

  /// The parameters of one header field. There is an object for what is used alone: the names of
  /// the others are kept only to see that none is repeated.
  private static final class Parameters {

    private @Nullable String username;
    private @Nullable String realm;
    private @Nullable String nonce;
    private @Nullable String uri;
    private @Nullable String response;
    private @Nullable String algorithm;
    private @Nullable String cnonce;
    private @Nullable String nonceCount;
    private @Nullable String qop;
    private Set<String> others = Set.of();

    Parameters(Cursor cursor) throws SipParseException {
      do {
        String name = cursor.token(USUAL, "Malformed Authorization").toLowerCase(Locale.ROOT);
        cursor.require('=', "Malformed Authorization");
        String value = cursor.peek() == '"' ? cursor.quoted() : cursor.until(TOKEN_END);
        if (take(name, value) != null || others.size() > MAX_OTHERS) {
          throw new SipParseException("Repeated parameter in Authorization");
        }
      } while (cursor.take(','));
      if (!cursor.atEnd()) {
        throw new SipParseException("Malformed Authorization");
      }
    }

    /// Returns what the parameter was before, `null` when it is new.
    private @Nullable String take(String name, String value) {
      String before;
      switch (name) {
        case "username" -> {
          before = username;
          username = value;
        }
        case "realm" -> {
          before = realm;
          realm = value;
        }
        case "nonce" -> {
          before = nonce;
          nonce = value;
        }
        case "uri" -> {
          before = uri;
          uri = value;
        }
        case "response" -> {
          before = response;
          response = value;
        }
        case "algorithm" -> {
          before = algorithm;
          algorithm = value;
        }
        case "cnonce" -> {
          before = cnonce;
          cnonce = value;
        }
        case "nc" -> {
          before = nonceCount;
          nonceCount = value;
        }
        case "qop" -> {
          before = qop;
          qop = value;
        }
        default -> {
          others = others.isEmpty() ? HashSet.newHashSet(2) : others;
          before = others.add(name) ? null : name;
        }
      }
      return before;
    }

    Credentials credentialsWithAuth() throws SipParseException {
      var credentials = credentials();
      if (qop != null) {
        credentials.requireQopAuth();
      }
      return credentials;
    }

    Credentials credentials() throws SipParseException {
      return new Credentials(
          required(username),
          required(realm),
          required(nonce),
          required(uri),
          required(response),
          algorithm,
          cnonce,
          nonceCount,
          qop);
    }

    private static String required(@Nullable String value) throws SipParseException {
      if (value == null) {
        throw new SipParseException("Incomplete Authorization");
      }
      return value;
    }
  }

  private void requireQopAuth() throws SipParseException {
    boolean counted = nonceCount != null && nonceCount.length() == NONCE_COUNT_DIGITS;
    if (!"auth".equalsIgnoreCase(qop) || cnonce == null || !counted || count() < 0) {
      throw new SipParseException("Authorization needs qop auth with cnonce and nc");
    }
  }

  /// The nonce count (RFC 7616 §3.4), below 2^32; 0 for an answer without qop, negative when it is
  /// not hexadecimal.
  long count() {
    if (qop == null || nonceCount == null) {
      return 0;
    }
    long count = 0;
    for (int i = 0; i < nonceCount.length(); i++) {
      int digit = Character.digit(nonceCount.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      count = count << 4 | digit;
    }
    return count;
  }

  /// Without the response, which a password could be guessed from.
  @Override
  public String toString() {
    return "Credentials[redacted]";
  }
}
