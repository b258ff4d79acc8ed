package io.ringfence.edge.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/// Computes the response that the right password gives (RFC 7616 §3.4.1). Not for several threads.
public final class Responses {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte COLON = ':';

  private final Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);

  public Responses() {
    for (Algorithm algorithm : Algorithm.values()) {
      try {
        digests.put(algorithm, MessageDigest.getInstance(algorithm.wireName()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// In lower-case hexadecimal.
  ///
  /// @param ha1 in hexadecimal
  public String compute(Algorithm algorithm, byte[] ha1, Credentials credentials, String method) {
    return HEX.formatHex(raw(algorithm, ha1, credentials, method));
  }

  /// Compares in constant time. A response that is not hexadecimal is a wrong one.
  boolean isRight(Algorithm algorithm, byte[] ha1, Credentials credentials, String method) {
    byte[] expected = raw(algorithm, ha1, credentials, method);
    String response = credentials.response();
    byte[] actual = new byte[expected.length];
    boolean wellFormed = response.length() == expected.length * 2;
    for (int i = 0; wellFormed && i < actual.length; i++) {
      int high = Character.digit(response.charAt(2 * i), 16);
      int low = Character.digit(response.charAt(2 * i + 1), 16);
      wellFormed = high >= 0 && low >= 0;
      actual[i] = (byte) (high << 4 | low);
    }
    return MessageDigest.isEqual(expected, actual) && wellFormed;
  }

  private byte[] raw(Algorithm algorithm, byte[] ha1, Credentials credentials, String method) {
    var digest = digests.get(algorithm);
    if (digest == null) {
      throw new IllegalStateException("no digest for " + algorithm);
    }
    digest.update(octets(method));
    digest.update(COLON);
    digest.update(octets(credentials.uri()));
    byte[] ha2 = octets(HEX.formatHex(digest.digest()));
    digest.update(ha1);
    digest.update(COLON);
    digest.update(octets(credentials.nonce()));
    digest.update(COLON);
    if (credentials.qop() != null) {
      digest.update(
          octets(
              credentials.nonceCount()
                  + ':'
                  + credentials.cnonce()
                  + ':'
                  + credentials.qop()
                  + ':'));
    }
    return digest.digest(ha2);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
