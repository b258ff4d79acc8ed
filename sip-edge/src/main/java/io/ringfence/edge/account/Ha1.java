package io.ringfence.edge.account;

import io.ringfence.contracts.secret.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// H(number:realm:password) by each algorithm (RFC 7616 §3.4.2), as the lower-case hexadecimal that
/// enters a response's computation. It is as good as the password: it shows itself nowhere.
public final class Ha1 {

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] md5;
  private final byte[] sha256;
  private final byte @Nullable [] sha512Slash256;

  private Ha1(byte[] md5, byte[] sha256, byte @Nullable [] sha512Slash256) {
    this.md5 = hex(md5);
    this.sha256 = hex(sha256);
    this.sha512Slash256 = sha512Slash256 == null ? null : hex(sha512Slash256);
  }

  /// @param md5 16 octets
  /// @param sha256 32 octets
  /// @param sha512Slash256 32 octets; `null` when it is not known
  public static Ha1 of(byte[] md5, byte[] sha256, byte @Nullable [] sha512Slash256) {
    if (!areWhole(md5, sha256, sha512Slash256)) {
      throw new IllegalArgumentException("HA1 has 16 octets by MD5 and 32 by SHA-256");
    }
    return new Ha1(md5, sha256, sha512Slash256);
  }

  /// Without SHA-512-256.
  public static Ha1 of(byte[] md5, byte[] sha256) {
    return of(md5, sha256, null);
  }

  /// Opens the columns of `sip_account` or `sip_account_former_secret`.
  ///
  /// @param context what they were sealed for, without the algorithm
  /// @throws GeneralSecurityException when they were sealed with another key or for another account
  public static Ha1 open(
      MasterKey key,
      String context,
      byte[] sealedMd5,
      byte[] sealedSha256,
      byte @Nullable [] sealedSha512Slash256)
      throws GeneralSecurityException {
    byte[] md5 = key.open(sealedMd5, context + "/md5");
    byte[] sha256 = key.open(sealedSha256, context + "/sha-256");
    byte[] sha512Slash256 =
        sealedSha512Slash256 == null
            ? null
            : key.open(sealedSha512Slash256, context + "/sha-512-256");
    if (!areWhole(md5, sha256, sha512Slash256)) {
      throw new GeneralSecurityException("HA1 has not the length of its algorithm");
    }
    return new Ha1(md5, sha256, sha512Slash256);
  }

  private static boolean areWhole(byte[] md5, byte[] sha256, byte @Nullable [] sha512Slash256) {
    return md5.length == 16
        && sha256.length == 32
        && (sha512Slash256 == null || sha512Slash256.length == 32);
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

  /// In hexadecimal; `null` when the password was set before it was kept. Not to be changed.
  public byte @Nullable [] sha512Slash256() {
    return sha512Slash256;
  }

  @Override
  public String toString() {
    return "Ha1[redacted]";
  }
}
