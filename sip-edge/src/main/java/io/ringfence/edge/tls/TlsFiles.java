package io.ringfence.edge.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.ringfence.edge.TlsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What the files hold at one time. Two are equal when nothing has changed.
///
/// @param clientCa `null` when clients show no certificate
record TlsFiles(String certificate, String key, @Nullable String clientCa) {

  /// A context, and the end of its certificate.
  record Loaded(SslContext context, Instant validUntil) {}

  /// @throws IOException when one cannot be read
  static TlsFiles read(Path certificate, Path key, @Nullable Path clientCa) throws IOException {
    return new TlsFiles(
        Pem.read(certificate), Pem.read(key), clientCa == null ? null : Pem.read(clientCa));
  }

  /// @throws TlsException when they cannot be used, so that what was loaded before stays
  Loaded load(TlsSettings.ClientCertificates clients) throws TlsException {
    var chain = certificates(certificate);
    var own = chain.getFirst();
    var privateKey = PrivateKeys.of(Pem.parse(key), own.getPublicKey());
    var builder =
        SslContextBuilder.forServer(privateKey, chain)
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .clientAuth(
                switch (clients) {
                  case NONE -> ClientAuth.NONE;
                  case OPTIONAL -> ClientAuth.OPTIONAL;
                  case REQUIRED -> ClientAuth.REQUIRE;
                });
    if (clients != TlsSettings.ClientCertificates.NONE) {
      builder.trustManager(certificates(Objects.requireNonNull(clientCa)));
    }
    try {
      return new Loaded(builder.build(), own.getNotAfter().toInstant());
    } catch (SSLException e) {
      throw new TlsException("certificate and key cannot be used: " + e.getMessage(), e);
    }
  }

  /// The certificates in a PEM text, at least one.
  static List<X509Certificate> certificates(String text) throws TlsException {
    var certificates = new ArrayList<X509Certificate>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (var block : Pem.parse(text).blocks()) {
        if (block.label().equals("CERTIFICATE")) {
          certificates.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException e) {
      throw new TlsException("a certificate is malformed: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new TlsException("there is no certificate in it");
    }
    return certificates;
  }

  /// One of them is a secret.
  @Override
  public String toString() {
    return "TlsFiles[redacted]";
  }
}
