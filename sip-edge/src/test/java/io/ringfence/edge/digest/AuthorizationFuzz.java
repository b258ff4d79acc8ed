package io.ringfence.edge.digest;

import static io.ringfence.edge.sip.Sound.require;

import io.ringfence.edge.sip.Cursor;
import io.ringfence.edge.sip.SipParseException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any value as credentials.
public final class AuthorizationFuzz {

  private static final String REALM = "ringfence.local";
  private static final long COUNTS = 1L << 32;

  private AuthorizationFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String value = new String(input, StandardCharsets.UTF_8);
    var alone = find(List.of(value));
    var second = find(List.of("Basic eA==", value));
    require(String.valueOf(alone).equals(String.valueOf(second)), "another scheme", value);
    if (alone == null) {
      return;
    }
    require(alone.realm().equals(REALM), "realm", value);
    require(alone.count() >= 0 && alone.count() < COUNTS, "count", value);
    require(alone.qop() == null || alone.cnonce() != null, "qop without cnonce", value);
    require(!alone.toString().contains(alone.response()) || alone.response().length() < 8, "", "");
    require(alone.equals(find(List.of(value, value))), "not the first", value);
  }

  private static Credentials find(List<String> values) {
    try {
      return Credentials.find(values.stream().map(Cursor::new).toList(), REALM);
    } catch (SipParseException e) {
      return null;
    }
  }
}
