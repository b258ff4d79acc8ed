package io.ringfence.guard.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A server of lists, as small as HTTP/1.1 allows.
final class FeedServer implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private record Answer(int status, String body, List<String> headers) {}

  private final ServerSocket socket;
  private final @Nullable SSLContext tls;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private FeedServer(ServerSocket socket, @Nullable SSLContext tls) {
    this.socket = socket;
    this.tls = tls;
    Thread.ofPlatform().daemon().start(this::serve);
  }

  static FeedServer plain() throws IOException {
    return new FeedServer(new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1")), null);
  }

  /// With a certificate for localhost that nobody vouches for.
  static FeedServer tls(Path folder) throws Exception {
    var store = folder.resolve("server.p12");
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (made.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
    }
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    var keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, PASSWORD);
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    String alias = keys.aliases().nextElement();
    trusted.setCertificateEntry("server", keys.getCertificate(alias));
    var trustManagers = TrustManagerFactory.getInstance("PKIX");
    trustManagers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    var socket =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
    return new FeedServer(socket, context);
  }

  SSLContext trusting() {
    return Objects.requireNonNull(tls);
  }

  String url(String path) {
    return (tls == null ? "http" : "https") + "://127.0.0.1:" + socket.getLocalPort() + path;
  }

  /// @param headers `X-Hang` promises more than is sent
  void answer(String path, int status, String body, String... headers) {
    answers.put(path, new Answer(status, body, List.of(headers)));
  }

  /// The requests' lines, joined.
  List<String> requests() {
    return requests;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        var connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream stream = connection.getInputStream();
      var in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      var request = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        request.append(line).append('\n');
      }
      requests.add(request.toString());
      String path = request.toString().split(" ", 3)[1];
      var answer = answers.getOrDefault(path, new Answer(404, "", List.of()));
      boolean hangs = answer.headers().contains("X-Hang: yes");
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      String head =
          "HTTP/1.1 "
              + answer.status()
              + " x\r\nConnection: close\r\nContent-Length: "
              + (hangs ? body.length + 1 : body.length)
              + "\r\n"
              + String.join("", answer.headers().stream().map(one -> one + "\r\n").toList())
              + "\r\n";
      connection.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      connection.getOutputStream().write(body);
      connection.getOutputStream().flush();
      if (hangs) {
        in.readLine();
      }
    } catch (IOException | ArrayIndexOutOfBoundsException e) {
      requests.add("broken: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
