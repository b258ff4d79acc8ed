package io.ringfence.edge.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/// Computes the response that the right password gives (RFC 7616 §3.4.1). Not for several threads.
public final class Responses {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);

  public Responses() {
    for (Algorithm algorithm : Algorithm.values()) {
      try {
        digests.put(algorithm, MessageDigest.getInstance(algorithm.digestName()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// In lower-case hexadecimal.
  ///
  /// @param ha1 in hexadecimal
  public String compute(Algorithm algorithm, byte[] ha1, Credentials credentials, String method) {
    return HEX.formatHex(of(algorithm, credentials, method).expected(ha1));
  }

  /// What a peer answered, to be compared with what one or several passwords give. It is good until
  /// the next one is asked for.
  Answer of(Algorithm algorithm, Credentials credentials, String method) {
    var digest = digests.get(algorithm);
    if (digest == null) {
      throw new IllegalStateException("no digest for " + algorithm);
    }
    byte[] ha2 = digest.digest(octets(method + ':' + credentials.uri()));
    String qop =
        credentials.qop() == null
            ? ""
            : credentials.nonceCount() + ':' + credentials.cnonce() + ':' + credentials.qop() + ':';
    byte[] before = octets(':' + credentials.nonce() + ':' + qop);
    return new Answer(digest, withHex(before, ha2), credentials.response());
  }

  private static byte[] withHex(byte[] start, byte[] octets) {
    byte[] both = Arrays.copyOf(start, start.length + 2 * octets.length);
    int at = start.length;
    for (byte octet : octets) {
      both[at++] = HEX_DIGITS[octet >> 4 & 0xf];
      both[at++] = HEX_DIGITS[octet & 0xf];
    }
    return both;
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// One answer. All that does not depend on the password has been computed.
  static final class Answer {

    private final MessageDigest digest;
    private final byte[] afterHa1;
    private final byte[] response;
    private final boolean isWellFormed;

    private Answer(MessageDigest digest, byte[] afterHa1, String response) {
      this.digest = digest;
      this.afterHa1 = afterHa1;
      this.response = new byte[digest.getDigestLength()];
      this.isWellFormed = read(response, this.response);
    }

    private static boolean read(String hex, byte[] into) {
      boolean wellFormed = hex.length() == into.length * 2;
      for (int i = 0; wellFormed && i < into.length; i++) {
        int high = Character.digit(hex.charAt(2 * i), 16);
        int low = Character.digit(hex.charAt(2 * i + 1), 16);
        wellFormed = high >= 0 && low >= 0;
        into[i] = (byte) (high << 4 | low);
      }
      return wellFormed;
    }

    private byte[] expected(byte[] ha1) {
      digest.update(ha1);
      return digest.digest(afterHa1);
    }

    /// Compares in constant time. A response that is not hexadecimal is a wrong one.
    ///
    /// @param ha1 in hexadecimal
    boolean isRight(byte[] ha1) {
      return MessageDigest.isEqual(expected(ha1), response) && isWellFormed;
    }
  }
}
