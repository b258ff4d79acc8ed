package io.ringfence.edge.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.SipConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.Executor;
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
    this(config.outgoing().trust(), tls.handshakes());
  }

  /// @param trust PEM file with certificates; without it those that the Java runtime trusts
  /// @throws ConfigurationException when the file cannot be used
  TlsClient(Optional<Path> trust, Executor handshakes) {
    this.handshakes = handshakes;
    var builder =
        SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2");
    try {
      if (trust.isPresent()) {
        builder.trustManager(TlsFiles.certificates(Pem.read(trust.get())));
      }
      this.context = builder.build();
    } catch (IOException | TlsException e) {
      throw new ConfigurationException(
          "ringfence.sip.outgoing.trust: cannot use %s: %s"
              .formatted(trust.map(Path::toString).orElse("the default"), e.getMessage()));
    }
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
