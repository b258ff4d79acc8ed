package io.ringfence.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.ringfence.edge.TestCertificate;
import io.ringfence.edge.TlsSettings.ClientCertificates;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Handshakes with clients that show a certificate, or none.
class ClientCertificatesTest {

  private static final TestCertificate EDGE = TestCertificate.of("edge", "EC");
  private static final TestCertificate PHONE = TestCertificate.of("phone", "EC");
  private static final TestCertificate STRANGER = TestCertificate.of("stranger", "EC");

  private static @Nullable TestCertificate named(String name) {
    return switch (name) {
      case "known" -> PHONE;
      case "stranger" -> STRANGER;
      default -> null;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, nothing, true",
    "NONE, stranger, true",
    "OPTIONAL, nothing, true",
    "OPTIONAL, known, true",
    "OPTIONAL, stranger, false",
    "REQUIRED, nothing, false",
    "REQUIRED, known, true",
    "REQUIRED, stranger, false"
  })
  void shownCertificateMustBeGood_andBeThereWhenRequired(
      ClientCertificates setting, String shown, boolean isLetIn) throws Exception {
    String trusted = setting == ClientCertificates.NONE ? null : PHONE.certificatePem();
    var files = new TlsFiles(EDGE.certificatePem(), EDGE.keyPem(), trusted);
    var server = new EmbeddedChannel();
    var ofServer = files.load(setting).context().newHandler(server.alloc());
    server.pipeline().addLast(ofServer);
    var client = new EmbeddedChannel();
    client.pipeline().addLast(client(client, named(shown)));

    carry(client, server);

    assertThat(ofServer.handshakeFuture().isSuccess()).isEqualTo(isLetIn);
    assertThat(ofServer.handshakeFuture().isDone()).isTrue();
  }

  private static SslHandler client(EmbeddedChannel channel, @Nullable TestCertificate shown)
      throws Exception {
    var builder =
        SslContextBuilder.forClient()
            .trustManager(EDGE.certificate())
            .endpointIdentificationAlgorithm(null);
    if (shown != null) {
      builder.keyManager(new Stubborn(shown));
    }
    return builder.build().newHandler(channel.alloc(), "localhost", 5061);
  }

  private static void carry(EmbeddedChannel client, EmbeddedChannel server) {
    boolean more = true;
    while (more) {
      more = pass(client, server);
      more |= pass(server, client);
    }
  }

  private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
    ByteBuf sent = from.readOutbound();
    boolean any = sent != null;
    while (sent != null) {
      try {
        if (to.isOpen()) {
          to.writeInbound(sent);
        } else {
          sent.release();
        }
      } catch (DecoderException e) {
        assertThat(e).hasCauseInstanceOf(SSLException.class);
      }
      sent = from.readOutbound();
    }
    return any;
  }

  /// Shows its certificate to whoever asks for any.
  private static final class Stubborn extends X509ExtendedKeyManager {

    private static final String ALIAS = "own";

    private final TestCertificate own;

    Stubborn(TestCertificate own) {
      this.own = own;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] types, Principal[] issuers, @Nullable SSLEngine engine) {
      return ALIAS;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, @Nullable Socket socket) {
      return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {own.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return own.key();
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal[] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
