package io.ringfence.edge.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.OutgoingConfig;
import io.ringfence.edge.SipConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// TLS of the connections that this server opens itself: who is trusted, and whether the one at the
/// other end is the one that was meant.
@Singleton
public class TlsClient {

  private final SslContext context;
  private final Executor handshakes;

  @Inject
  TlsClient(SipConfig config, Tls tls) {
    this(config.outgoing(), tls.handshakes());
  }

  /// @throws ConfigurationException when the settings or the files cannot be used
  TlsClient(OutgoingConfig config, Executor handshakes) {
    this.handshakes = handshakes;
    var trust = config.trust();
    var own = config.certificate();
    if (own.isPresent() != config.key().isPresent()) {
      throw new ConfigurationException(
          "ringfence.sip.outgoing.certificate and .key are set together, or none of them");
    }
    var builder =
        SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2");
    try {
      if (trust.isPresent()) {
        builder.trustManager(TlsFiles.certificates(Pem.read(trust.get())));
      }
      if (own.isPresent()) {
        var chain = TlsFiles.certificates(Pem.read(own.get()));
        var key = Pem.parse(Pem.read(config.key().orElseThrow()));
        builder.keyManager(PrivateKeys.of(key, chain.getFirst().getPublicKey()), chain);
      }
      this.context = builder.build();
    } catch (IOException | TlsException e) {
      throw new ConfigurationException(
          "ringfence.sip.outgoing: cannot use %s: %s".formatted(files(config), e.getMessage()));
    }
  }

  private static String files(OutgoingConfig config) {
    return Stream.of(config.trust(), config.certificate(), config.key())
        .flatMap(Optional::stream)
        .map(Path::toString)
        .collect(Collectors.joining(", "));
  }

  /// A handler for a new connection. It has no time limit of its own, and leaves it to
  /// [#isOf] whom the certificate names: the names of SIP are not those of HTTPS.
  public SslHandler newHandler(ByteBufAllocator allocator, String domain, int port) {
    var handler = context.newHandler(allocator, domain, port, handshakes);
    var parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("");
    handler.engine().setSSLParameters(parameters);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /// Whether the certificate at the other end is of this domain (RFC 5922 §7.2).
  public boolean isOf(String domain, SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          && SipIdentity.isOf(domain, certificate);
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }
}
