package io.ringfence.edge;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// A phone for tests: speaks SIP over UDP or TCP from a loopback address of its own. Written from
/// the RFCs, apart from the server's code.
public final class SipPhone implements AutoCloseable {

  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Map<String, Integer> NONCE_COUNTS = new ConcurrentHashMap<>();
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  interface Wire extends AutoCloseable {
    void send(String message) throws IOException;

    Optional<String> receive(Duration patience) throws IOException;

    int port();

    @Override
    void close();
  }

  public record Answer(int status, String text) {
    public Optional<String> header(String name) {
      var matcher =
          Pattern.compile("(?im)^" + Pattern.quote(name) + ":\\s*(.*?)\\r?$").matcher(text);
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    public String challenge(String algorithm) {
      return Pattern.compile("(?im)^WWW-Authenticate:.*$")
          .matcher(text)
          .results()
          .map(result -> result.group())
          .filter(line -> line.contains("algorithm=" + algorithm))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + algorithm + " challenge in\n" + text));
    }

    public String nonce(String algorithm) {
      return parameter(challenge(algorithm), "nonce");
    }
  }

  private final String address;
  private final String transport;
  private final Wire wire;
  private final String callId;
  private int cseq;

  SipPhone(String address, String transport, Wire wire) {
    this.address = address;
    this.transport = transport;
    this.wire = wire;
    this.callId = "call-" + NUMBERS.incrementAndGet() + "@" + address;
  }

  public static SipPhone udp(String address, int serverPort) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(address, 0));
    socket.connect(InetAddress.getLoopbackAddress(), serverPort);
    return new SipPhone(address, "UDP", new Udp(socket));
  }

  public static SipPhone tcp(String address, int serverPort) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(address, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), 3_000);
    return new SipPhone(address, "TCP", new Tcp(socket));
  }

  /// Over a connection that is there.
  static SipPhone over(String transport, Socket socket) {
    return new SipPhone(hostText(socket.getLocalAddress()), transport, new Tcp(socket));
  }

  static SipPhone over(DatagramSocket socket) {
    return new SipPhone(hostText(socket.getLocalAddress()), "UDP", new Udp(socket));
  }

  static String hostText(InetAddress address) {
    String text = io.ringfence.contracts.net.IpAddress.of(address).toString();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  /// A REGISTER without credentials; its answer.
  public Answer register(String user) throws IOException {
    return exchange(message("REGISTER", user, branch(), ++cseq, ""));
  }

  /// The whole flow: challenge, then the answer.
  public Answer register(String user, String password, String algorithm) throws IOException {
    var challenged = register(user);
    if (challenged.status() != 401) {
      return challenged;
    }
    return answer(user, password, algorithm, challenged.nonce(algorithm));
  }

  /// A REGISTER that answers this nonce.
  public Answer answer(String user, String password, String algorithm, String nonce)
      throws IOException {
    return exchange(authorized(user, password, algorithm, nonce));
  }

  public String authorized(String user, String password, String algorithm, String nonce) {
    return message(
        "REGISTER", user, branch(), ++cseq, credentials(user, password, algorithm, nonce));
  }

  /// The answer to a nonce, each with a nonce count of its own.
  public static String credentials(String user, String password, String algorithm, String nonce) {
    return credentials("REGISTER", "sip:ringfence.local", user, password, algorithm, nonce);
  }

  /// The same for another request; of the proxy, unless it is a REGISTER.
  public static String credentials(
      String method, String uri, String user, String password, String algorithm, String nonce) {
    String ha1 = hash(algorithm, user + ":ringfence.local:" + password);
    String ha2 = hash(algorithm, method + ":" + uri);
    String count = "%08x".formatted(NONCE_COUNTS.merge(nonce, 1, Integer::sum));
    String response = hash(algorithm, ha1 + ":" + nonce + ":" + count + ":0a4f113b:auth:" + ha2);
    return (method.equals("REGISTER") ? "" : "Proxy-")
        + ("Authorization: Digest username=\"%s\", realm=\"ringfence.local\", nonce=\"%s\","
                + " uri=\"%s\", response=\"%s\", algorithm=%s, cnonce=\"0a4f113b\", qop=auth,"
                + " nc=%s\r\n")
            .formatted(user, nonce, uri, response, algorithm, count);
  }

  public String message(String method, String user, String branch, int number, String more) {
    return """
        %s sip:ringfence.local SIP/2.0
        Via: SIP/2.0/%s %s:%d;branch=%s;rport
        Max-Forwards: 70
        From: <sip:%s@ringfence.local>;tag=a%s
        To: <sip:%s@ringfence.local>
        Call-ID: %s
        CSeq: %d %s
        Contact: <sip:%s@%s:%d;transport=%s>;expires=3600
        User-Agent: test phone
        %sContent-Length: 0

        """
        .replace("\n", "\r\n")
        .formatted(
            method,
            transport,
            address,
            wire.port(),
            branch,
            user,
            number,
            user,
            callId,
            number,
            method,
            user,
            address,
            wire.port(),
            transport.toLowerCase(java.util.Locale.ROOT),
            more);
  }

  public static String branch() {
    return "z9hG4bK-" + NUMBERS.incrementAndGet() + "-" + System.nanoTime();
  }

  public String callId() {
    return callId;
  }

  public int port() {
    return wire.port();
  }

  public void send(String message) throws IOException {
    wire.send(message);
  }

  public Answer exchange(String message) throws IOException {
    send(message);
    return receive(PATIENCE).orElseThrow(() -> new AssertionError("no answer to\n" + message));
  }

  /// The next message of any kind, or nothing within this time.
  public Optional<String> hear(Duration patience) throws IOException {
    return wire.receive(patience);
  }

  /// The next answer, or nothing within this time (or because the connection was closed).
  public Optional<Answer> receive(Duration patience) throws IOException {
    return wire.receive(patience).map(SipPhone::answer);
  }

  private static Answer answer(String text) {
    return new Answer(Integer.parseInt(text.substring(8, 11)), text);
  }

  private static String parameter(String header, String name) {
    var matcher = Pattern.compile(name + "=\"([^\"]*)\"").matcher(header);
    if (!matcher.find()) {
      throw new AssertionError("no " + name + " in " + header);
    }
    return matcher.group(1);
  }

  public static byte[] raw(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm.replace("SHA-512-256", "SHA-512/256"))
          .digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String hash(String algorithm, String text) {
    return HexFormat.of().formatHex(raw(algorithm, text));
  }

  @Override
  public void close() {
    wire.close();
  }

  private record Udp(DatagramSocket socket) implements Wire {
    @Override
    public void send(String message) throws IOException {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(bytes, bytes.length));
    }

    @Override
    public Optional<String> receive(Duration patience) throws IOException {
      var packet = new DatagramPacket(new byte[8192], 8192);
      socket.setSoTimeout((int) patience.toMillis());
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return Optional.empty();
      }
      return Optional.of(
          new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
    }

    @Override
    public int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private record Tcp(Socket socket) implements Wire {
    @Override
    public void send(String message) throws IOException {
      socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> receive(Duration patience) throws IOException {
      socket.setSoTimeout((int) patience.toMillis());
      var text = new StringBuilder();
      try {
        while (text.indexOf("\r\n\r\n") < 0) {
          int octet = socket.getInputStream().read();
          if (octet < 0) {
            return Optional.empty();
          }
          text.append((char) octet);
        }
      } catch (SocketTimeoutException | SocketException e) {
        return Optional.empty();
      }
      return Optional.of(text.toString());
    }

    @Override
    public int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
