package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The folder that survives a restart, and what lies where in it.
public record DataFolder(Path root) {

  public DataFolder {
    root = root.toAbsolutePath().normalize();
  }

  Path log(String name) {
    return root.resolve("logs").resolve(name + ".log");
  }

  public Path mail() {
    return root.resolve("mail");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path run() {
    return root.resolve("run");
  }

  Path secretKey() {
    return root.resolve("secret-key");
  }

  Path postgresPassword() {
    return root.resolve("postgres-password");
  }

  /// The API token with role admin; written by admin-api at the first start.
  public Path adminToken() {
    return root.resolve("admin-token");
  }

  Path adminPassword() {
    return root.resolve("admin-password");
  }

  void create() {
    try {
      for (var folder : new Path[] {root.resolve("logs"), mail(), run()}) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new Failure("cannot make the data folder " + root + ": " + e.getMessage(), e);
    }
  }

  /// The secrets in it, made when there are none.
  public Secrets secrets() throws IOException {
    return Secrets.of(this);
  }

  static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
