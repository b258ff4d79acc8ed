package io.ringfence.admin.accounts;

import io.ringfence.contracts.secret.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// HA1 of an account: H(number:realm:password) (RFC 7616 §3.4.2), with MD5, SHA-256 and
/// SHA-512-256, each sealed for its row and column.
final class DigestSecret {
  private final byte[] md5;
  private final byte[] sha256;
  private final byte @Nullable [] sha512Slash256;

  private DigestSecret(byte[] md5, byte[] sha256, byte @Nullable [] sha512Slash256) {
    this.md5 = md5;
    this.sha256 = sha256;
    this.sha512Slash256 = sha512Slash256;
  }

  static DigestSecret of(MasterKey key, String number, String realm, String password) {
    byte[] text = (number + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new DigestSecret(
        key.seal(hash("MD5", text), number + "/md5"),
        key.seal(hash("SHA-256", text), number + "/sha-256"),
        key.seal(hash("SHA-512/256", text), number + "/sha-512-256"));
  }

  /// What an account has now, sealed to be kept as what it had before.
  ///
  /// @throws GeneralSecurityException when it was sealed with another key
  static DigestSecret former(MasterKey key, AccountRow row) throws GeneralSecurityException {
    byte[] sha512Slash256 = row.ha1Sha512Slash256;
    return new DigestSecret(
        resealed(key, row.ha1Md5, row.number, "/md5"),
        resealed(key, row.ha1Sha256, row.number, "/sha-256"),
        sha512Slash256 == null ? null : resealed(key, sha512Slash256, row.number, "/sha-512-256"));
  }

  private static byte[] resealed(MasterKey key, byte[] sealed, String number, String algorithm)
      throws GeneralSecurityException {
    return key.seal(key.open(sealed, number + algorithm), number + "/former" + algorithm);
  }

  byte[] md5() {
    return md5.clone();
  }

  byte[] sha256() {
    return sha256.clone();
  }

  byte @Nullable [] sha512Slash256() {
    return sha512Slash256 == null ? null : sha512Slash256.clone();
  }

  private static byte[] hash(String algorithm, byte[] text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
