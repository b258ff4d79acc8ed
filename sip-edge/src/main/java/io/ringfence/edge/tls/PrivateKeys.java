package io.ringfence.edge.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/// Private keys as files hold them: PKCS #8 (RFC 5958), PKCS #1 (RFC 8017, what cert-manager
/// writes), SEC 1 (RFC 5915, what OpenSSL writes for EC).
final class PrivateKeys {

  private static final byte[] PROBE = {'r', 'i', 'n', 'g', 'f', 'e', 'n', 'c', 'e'};
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 4;

  private PrivateKeys() {}

  /// The first private key, which must be the public key's.
  static PrivateKey of(Pem pem, PublicKey publicKey) throws TlsException {
    for (var block : pem.blocks()) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return matching(block.der(), publicKey);
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
          return matching(pkcs8(block.der(), publicKey), publicKey);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new TlsException("the private key is encrypted: take its passphrase off");
        default -> {}
      }
    }
    throw new TlsException("there is no private key in it");
  }

  private static PrivateKey matching(byte[] pkcs8, PublicKey publicKey) throws TlsException {
    try {
      var key =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (!verifies(key, publicKey)) {
        throw new TlsException("the private key is not the certificate's");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new TlsException("the private key is malformed or not the certificate's", e);
    }
  }

  private static boolean verifies(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    var signature =
        Signature.getInstance(
            switch (publicKey.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> publicKey.getAlgorithm();
            });
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  /// Puts the algorithm, as the certificate names it, around an older form.
  private static byte[] pkcs8(byte[] key, PublicKey publicKey) {
    byte[] algorithm = algorithm(publicKey.getEncoded());
    byte[] octets = der(OCTET_STRING, key);
    var content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_0);
    content.writeBytes(algorithm);
    content.writeBytes(octets);
    return der(SEQUENCE, content.toByteArray());
  }

  /// The first element of a SubjectPublicKeyInfo (RFC 5280 §4.1).
  private static byte[] algorithm(byte[] info) {
    int start = contentStart(info, 0);
    int end = contentStart(info, start) + length(info, start);
    return Arrays.copyOfRange(info, start, end);
  }

  private static int contentStart(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < contentStart(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] der(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int octets = content.length < 0x80 ? 0 : content.length < 0x100 ? 1 : 2;
    if (octets > 0) {
      out.write(0x80 | octets);
    }
    for (int i = Math.max(octets, 1) - 1; i >= 0; i--) {
      out.write(content.length >>> (8 * i));
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
