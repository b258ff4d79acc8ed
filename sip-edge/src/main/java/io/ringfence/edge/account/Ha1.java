package io.ringfence.edge.account;

import io.ringfence.contracts.secret.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/// H(number:realm:password) by both algorithms (RFC 7616 §3.4.2), as the lower-case hexadecimal
/// that enters a response's computation. It is as good as the password: it shows itself nowhere.
public final class Ha1 {

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] md5;
  private final byte[] sha256;

  private Ha1(byte[] md5, byte[] sha256) {
    this.md5 = hex(md5);
    this.sha256 = hex(sha256);
  }

  /// @param md5 16 octets
  /// @param sha256 32 octets
  public static Ha1 of(byte[] md5, byte[] sha256) {
    if (md5.length != 16 || sha256.length != 32) {
      throw new IllegalArgumentException("HA1 has 16 octets by MD5 and 32 by SHA-256");
    }
    return new Ha1(md5, sha256);
  }

  /// Opens the two columns of `sip_account`.
  ///
  /// @throws GeneralSecurityException when they were sealed with another key or for another account
  public static Ha1 open(MasterKey key, String number, byte[] sealedMd5, byte[] sealedSha256)
      throws GeneralSecurityException {
    byte[] md5 = key.open(sealedMd5, number + "/md5");
    byte[] sha256 = key.open(sealedSha256, number + "/sha-256");
    if (md5.length != 16 || sha256.length != 32) {
      throw new GeneralSecurityException("HA1 has not the length of its algorithm");
    }
    return new Ha1(md5, sha256);
  }

  private static byte[] hex(byte[] raw) {
    return HEX.formatHex(raw).getBytes(StandardCharsets.US_ASCII);
  }

  /// In hexadecimal. Not to be changed.
  public byte[] md5() {
    return md5;
  }

  /// In hexadecimal. Not to be changed.
  public byte[] sha256() {
    return sha256;
  }

  @Override
  public String toString() {
    return "Ha1[redacted]";
  }
}
