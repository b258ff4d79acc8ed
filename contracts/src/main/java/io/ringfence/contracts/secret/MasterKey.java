package io.ringfence.contracts.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The installation's one secret (`RINGFENCE_SECRET_KEY`, 32 bytes in base64). Keys for a purpose
/// are derived from it with HKDF-SHA256 (RFC 5869). Secrets at rest are sealed with AES-256-GCM:
/// a version byte, a 12-byte random IV, ciphertext and tag; the context is authenticated with
/// it, so a sealed value cannot be moved to another row.
public final class MasterKey {

  private static final int BYTES = 32;
  private static final byte VERSION = 1;
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey input;
  private final SecretKey sealing;

  private MasterKey(byte[] key) {
    this.input = new SecretKeySpec(key, "Generic");
    this.sealing = derive("seal", "AES");
  }

  /// @throws IllegalArgumentException when it is not 32 bytes in base64
  public static MasterKey parse(String base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("RINGFENCE_SECRET_KEY is not base64", e);
    }
    if (key.length != BYTES) {
      throw new IllegalArgumentException(
          "RINGFENCE_SECRET_KEY must be " + BYTES + " bytes in base64, not " + key.length);
    }
    return new MasterKey(key);
  }

  /// A new random key, as [#parse] reads it.
  public static String generate() {
    byte[] key = new byte[BYTES];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /// The 256-bit key for one purpose.
  public SecretKey derive(String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(input)
                  .thenExpand(("ringfence " + purpose).getBytes(StandardCharsets.UTF_8), BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public byte[] seal(byte[] secret, String context) {
    byte[] iv = new byte[IV_BYTES];
    RANDOM.nextBytes(iv);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, iv, context);
      byte[] sealed = new byte[1 + IV_BYTES + cipher.getOutputSize(secret.length)];
      sealed[0] = VERSION;
      System.arraycopy(iv, 0, sealed, 1, IV_BYTES);
      cipher.doFinal(secret, 0, secret.length, sealed, 1 + IV_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @throws GeneralSecurityException when it was sealed with another key or for another
  ///     context, or was changed
  public byte[] open(byte[] sealed, String context) throws GeneralSecurityException {
    if (sealed.length < 1 + IV_BYTES || sealed[0] != VERSION) {
      throw new GeneralSecurityException("not a sealed secret of version " + VERSION);
    }
    byte[] iv = Arrays.copyOfRange(sealed, 1, 1 + IV_BYTES);
    return cipher(Cipher.DECRYPT_MODE, iv, context)
        .doFinal(sealed, 1 + IV_BYTES, sealed.length - 1 - IV_BYTES);
  }

  private Cipher cipher(int mode, byte[] iv, String context) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, iv));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "MasterKey[redacted]";
  }
}
