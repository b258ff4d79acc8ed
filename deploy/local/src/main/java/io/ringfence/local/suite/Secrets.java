package io.ringfence.local.suite;

import io.ringfence.contracts.secret.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The secrets of one data folder, made at its first use and kept readable for the owner alone.
public record Secrets(String secretKey, String postgresPassword) {

  static Secrets of(DataFolder data) throws IOException {
    return new Secrets(kept(data.secretKey()), kept(data.postgresPassword()));
  }

  private static String kept(Path file) throws IOException {
    if (!Files.exists(file)) {
      Path next = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(next);
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(next, MasterKey.generate() + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  @Override
  public String toString() {
    return "Secrets[redacted]";
  }
}
