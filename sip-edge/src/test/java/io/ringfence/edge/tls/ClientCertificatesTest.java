package io.ringfence.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.OutgoingConfig;
import io.ringfence.edge.TestCertificate;
import io.ringfence.edge.TlsSettings.ClientCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void edgeShowsItsOwn_toAServerThatAsks_andCannotSpeakToItWithoutOne(@TempDir Path folder)
      throws Exception {
    for (boolean hasOwn : new boolean[] {true, false}) {
      var files = new TlsFiles(EDGE.certificatePem(), EDGE.keyPem(), PHONE.certificatePem());
      var server = new EmbeddedChannel();
      var ofServer = files.load(ClientCertificates.REQUIRED).context().newHandler(server.alloc());
      server.pipeline().addLast(ofServer);
      var client = new EmbeddedChannel();
      var settings = new Outgoing(folder, hasOwn);
      client
          .pipeline()
          .addLast(
              new TlsClient(settings, Runnable::run).newHandler(client.alloc(), "localhost", 5061));

      carry(client, server);

      assertThat(ofServer.handshakeFuture().isSuccess()).isEqualTo(hasOwn);
    }
  }

  @Test
  void certificateWithoutItsKey_endsTheStart(@TempDir Path folder) throws IOException {
    var settings = new Outgoing(folder, true);
    Files.writeString(settings.file("key"), STRANGER.keyPem());

    assertThatThrownBy(() -> new TlsClient(settings, Runnable::run))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("key.pem");
  }

  /// Trusts the edge's certificate, and has the phone's.
  private record Outgoing(Path folder, boolean hasOwn) implements OutgoingConfig {

    Outgoing {
      try {
        Files.writeString(folder.resolve("trust.pem"), EDGE.certificatePem());
        Files.writeString(folder.resolve("certificate.pem"), PHONE.certificatePem());
        Files.writeString(folder.resolve("key.pem"), PHONE.keyPem());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Path file(String name) {
      return folder.resolve(name + ".pem");
    }

    @Override
    public int max() {
      return 1;
    }

    @Override
    public Duration connectTimeout() {
      return Duration.ofSeconds(2);
    }

    @Override
    public Optional<Path> trust() {
      return Optional.of(file("trust"));
    }

    @Override
    public Optional<Path> certificate() {
      return Optional.of(file("certificate")).filter(any -> hasOwn);
    }

    @Override
    public Optional<Path> key() {
      return Optional.of(file("key")).filter(any -> hasOwn);
    }
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
