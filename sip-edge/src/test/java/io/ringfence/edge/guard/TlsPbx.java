package io.ringfence.edge.guard;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.ringfence.edge.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A PBX that is spoken to over TLS, and answers 200 to everything. Two ways to it lead nowhere: at
/// one nobody listens, at the other its certificate is of another address.
public final class TlsPbx implements QuarkusTestResourceLifecycleManager {

  static final List<String> REQUESTS = new CopyOnWriteArrayList<>();

  /// By which registrations came: a loop of its own may ask whether the PBX is there.
  static final CopyOnWriteArrayList<Socket> CONNECTIONS = new CopyOnWriteArrayList<>();

  private ServerSocket server;

  @Override
  public Map<String, String> start() {
    var own = TestCertificate.of("pbx", "EC");
    try {
      var trust = Files.createTempFile("ringfence-trust", ".pem");
      Files.writeString(trust, own.certificatePem());
      server = context(own).getServerSocketFactory().createServerSocket(0);
      Thread.ofPlatform().daemon().start(this::accept);
      int port = server.getLocalPort();
      return Map.of(
          "ringfence.sip.role",
          "guard",
          "ringfence.sip.pbx.uris",
          "sip:127.0.0.97:%d;transport=tcp,sips:127.0.0.2:%d,sips:127.0.0.1:%d"
              .formatted(closedPort(), port, port),
          "ringfence.sip.outgoing.trust",
          trust.toString());
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.97"), 0));
      return socket.getLocalPort();
    }
  }

  private static SSLContext context(TestCertificate own)
      throws GeneralSecurityException, IOException {
    char[] password = "of this test".toCharArray();
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(null, password);
    keys.setKeyEntry("pbx", own.key(), password, new Certificate[] {own.certificate()});
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    var context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, new SecureRandom());
    return context;
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    } catch (IOException e) {
      CONNECTIONS.clear();
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var lines = new ArrayList<String>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isEmpty() && !lines.isEmpty()) {
          if (lines.getFirst().startsWith("REGISTER ")) {
            CONNECTIONS.addIfAbsent(socket);
          }
          REQUESTS.add(String.join("\n", lines));
          socket.getOutputStream().write(answer(lines).getBytes(StandardCharsets.UTF_8));
          lines.clear();
        } else if (!line.isEmpty()) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      CONNECTIONS.remove(socket);
    }
  }

  private static String answer(List<String> request) {
    var text = new StringBuilder("SIP/2.0 200 OK\r\n");
    for (String line : request) {
      if (line.matches("(?i)(Via|From|Call-ID|CSeq|Contact):.*")) {
        text.append(line).append("\r\n");
      } else if (line.startsWith("To:")) {
        text.append(line).append(line.contains("tag=") ? "\r\n" : ";tag=pbx\r\n");
      }
    }
    return text + "Content-Length: 0\r\n\r\n";
  }

  @Override
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
