package io.ringfence.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// A self-signed certificate with its key, made by the JDK's keytool.
public record TestCertificate(X509Certificate certificate, PrivateKey key) {

  private static final char[] PASSWORD = "of this file".toCharArray();

  public static TestCertificate of(String name, String algorithm) {
    try {
      Path store = Files.createTempDirectory("ringfence-keys").resolve("store.p12");
      var process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                      "-genkeypair",
                      "-alias",
                      "sip",
                      "-keyalg",
                      algorithm,
                      "-dname",
                      "CN=" + name,
                      "-ext",
                      "SAN=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1",
                      "-validity",
                      "30",
                      "-storetype",
                      "PKCS12",
                      "-keystore",
                      store.toString(),
                      "-storepass",
                      new String(PASSWORD)))
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(output);
      }
      var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      return new TestCertificate(
          (X509Certificate) keys.getCertificate("sip"), (PrivateKey) keys.getKey("sip", PASSWORD));
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label,
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der),
            label);
  }

  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }
}
