package io.ringfence.edge;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// TLS 1.2 and 1.3. Without certificate and key there is neither TLS nor secure WebSocket.
public interface TlsSettings {

  /// Whether clients show a certificate of theirs.
  enum ClientCertificates {
    NONE,
    /// Asked for; one that is shown must be good.
    OPTIONAL,
    REQUIRED
  }

  /// TCP port of SIP over TLS; 0 picks a free one.
  @WithDefault("5061")
  int port();

  /// PEM file with the certificate, and with those between it and the root after it.
  Optional<Path> certificate();

  /// PEM file with the certificate's private key, not encrypted.
  Optional<Path> key();

  /// Whether clients show a certificate.
  @WithDefault("none")
  ClientCertificates clientCertificates();

  /// PEM file with the certificates that sign those of clients.
  Optional<Path> clientCa();

  /// How often the files are looked at for a change.
  @WithDefault("PT10S")
  Duration reloadEvery();
}
