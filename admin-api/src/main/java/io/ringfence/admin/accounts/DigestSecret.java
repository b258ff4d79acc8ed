package io.ringfence.admin.accounts;

import io.ringfence.contracts.secret.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// HA1 of an account: H(number:realm:password) (RFC 7616 §3.4.2), with MD5 and SHA-256, each sealed
/// for its row and column.
final class DigestSecret {
  private final byte[] md5;
  private final byte[] sha256;

  private DigestSecret(byte[] md5, byte[] sha256) {
    this.md5 = md5;
    this.sha256 = sha256;
  }

  static DigestSecret of(MasterKey key, String number, String realm, String password) {
    byte[] text = (number + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new DigestSecret(
        key.seal(hash("MD5", text), number + "/md5"),
        key.seal(hash("SHA-256", text), number + "/sha-256"));
  }

  byte[] md5() {
    return md5.clone();
  }

  byte[] sha256() {
    return sha256.clone();
  }

  private static byte[] hash(String algorithm, byte[] text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
