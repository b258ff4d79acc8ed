package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/// The certificate that SIP over TLS starts with, signed by itself and made at a data folder's
/// first use by the JDK's keytool. Files of the user's in its place are left alone.
final class TlsCertificate {

  private static final int LINE = 64;
  private static final String DAYS = "3650";
  private static final String ALIAS = "sip";
  private static final String PASSWORD_VARIABLE = "RINGFENCE_STORE_PASSWORD";

  private final Path folder;

  TlsCertificate(DataFolder data) {
    this.folder = data.tls();
  }

  Path certificate() {
    return folder.resolve("cert.pem");
  }

  Path key() {
    return folder.resolve("key.pem");
  }

  /// @param names of the server, besides `localhost` and the loopback addresses
  void make(List<String> names) throws IOException {
    if (Files.exists(certificate()) && Files.exists(key())) {
      return;
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path store = folder.resolve("store.p12");
    Files.deleteIfExists(store);
    try {
      generate(store, names);
      write(store);
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool's certificate cannot be read", e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  /// The file lives for a moment only, in a folder that is the owner's alone.
  private static final String PASSWORD = "for a moment";

  private void generate(Path store, List<String> names) throws IOException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=Ringfence SIP",
                "-ext",
                "SAN=" + subjectNames(names),
                "-validity",
                DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE)
            .redirectErrorStream(true);
    builder.environment().put(PASSWORD_VARIABLE, PASSWORD);
    var process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool makes no certificate: " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made a certificate", e);
    }
  }

  private static String subjectNames(List<String> names) {
    var all = new StringBuilder("dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1");
    for (String name : names) {
      boolean isAddress = name.contains(":") || name.matches("[0-9.]+");
      all.append(isAddress ? ",ip:" : ",dns:").append(name);
    }
    return all.toString();
  }

  private void write(Path store) throws IOException, GeneralSecurityException {
    char[] password = PASSWORD.toCharArray();
    var keys = KeyStore.getInstance(store.toFile(), password);
    write(key(), "PRIVATE KEY", keys.getKey(ALIAS, password).getEncoded());
    write(certificate(), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
  }

  private static void write(Path file, String label, byte[] der) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                label, Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der), label);
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
