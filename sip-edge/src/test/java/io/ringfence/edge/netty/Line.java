package io.ringfence.edge.netty;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.TestCertificate;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.uas.Bench;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/// A client and the edge at both ends of a line without sockets, which cuts what the client sends
/// as a test wants.
final class Line {

  static final String UPGRADE =
      """
      GET / HTTP/1.1
      Host: edge
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Protocol: sip

      """
          .replace("\n", "\r\n");

  private static final TestCertificate CERTIFICATE = TestCertificate.of("line", "EC");

  final Bench bench = new Bench("ringfence.local", "100", "secret");
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final Limits limits = new Limits();
  final Connections connections =
      new Connections(limits, 1, new Connections.Totals(metrics), metrics);
  final EmbeddedChannel server = new EmbeddedChannel();
  final EmbeddedChannel client = new EmbeddedChannel();
  final Connection connection;
  private final Transport transport;
  private final IntSupplier cut;

  /// @param cut how many octets of what the client sends arrive next
  Line(Transport transport, IntSupplier cut) {
    this.transport = transport;
    this.cut = cut;
    connections.tick(1_000);
    var peer = new Peer(IpAddress.parse("192.0.2.7"), 5060, transport);
    connection = Objects.requireNonNull(connections.opened(server, peer));
    var edge =
        new Edge(
            bench.server,
            () -> bench.now,
            connections,
            new Flows(Runnable::run, new HashMap<>()),
            new SocketErrors(metrics));
    new ConnectionInitializer(
            transport,
            channel -> edge,
            allocator -> serverTls().newHandler(allocator),
            SipLimits.DEFAULT,
            Set.of("https://phone.example.org"))
        .assemble(server.pipeline(), connection, edge);
    if (transport == Transport.TLS || transport == Transport.WSS) {
      client.pipeline().addLast(clientTls().newHandler(client.alloc(), "edge", 5061));
    }
    carry();
  }

  Line(Transport transport) {
    this(transport, () -> Integer.MAX_VALUE);
  }

  private static SslContext serverTls() {
    try {
      return SslContextBuilder.forServer(CERTIFICATE.key(), CERTIFICATE.certificate()).build();
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  private static SslContext clientTls() {
    try {
      return SslContextBuilder.forClient()
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null)
          .build();
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  /// Opens the WebSocket, where the transport has one.
  Line open() {
    if (transport == Transport.WS || transport == Transport.WSS) {
      String answer = request(UPGRADE);
      if (!answer.startsWith("HTTP/1.1 101 ")) {
        throw new AssertionError(answer);
      }
      client
          .pipeline()
          .addLast(new WebSocket13FrameDecoder(false, false, 65_536))
          .addLast(new WebSocket13FrameEncoder(true));
    }
    return this;
  }

  /// Sends text as it is; what comes back.
  String request(String text) {
    send(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    return String.join("", received());
  }

  /// Sends a frame, or octets.
  void send(Object message) {
    client.writeOutbound(message);
    carry();
  }

  /// Sends a message the way the transport takes it.
  void message(String text) {
    if (transport == Transport.WS || transport == Transport.WSS) {
      send(new TextWebSocketFrame(text));
    } else {
      send(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }
  }

  /// Brings octets to both ends until nothing more comes.
  void carry() {
    boolean more = true;
    while (more) {
      more = toServer();
      ByteBuf back = server.readOutbound();
      while (back != null) {
        more = true;
        client.writeInbound(back);
        back = server.readOutbound();
      }
    }
  }

  private boolean toServer() {
    ByteBuf sent = client.readOutbound();
    boolean any = sent != null;
    while (sent != null) {
      while (sent.isReadable()) {
        arrive(sent.readRetainedSlice(Math.clamp(cut.getAsInt(), 1, sent.readableBytes())));
      }
      sent.release();
      sent = client.readOutbound();
    }
    return any;
  }

  private void arrive(ByteBuf part) {
    if (server.isOpen()) {
      server.writeInbound(part);
      server.checkException();
    } else {
      part.release();
    }
  }

  /// What the client has received: the text of each frame, or of each piece of a stream.
  List<String> received() {
    var received = new ArrayList<String>();
    Object next = client.readInbound();
    while (next != null) {
      received.add(
          switch (next) {
            case WebSocketFrame frame ->
                frame.getClass().getSimpleName().replace("WebSocketFrame", " ")
                    + frame.content().toString(StandardCharsets.UTF_8);
            case ByteBuf octets -> octets.toString(StandardCharsets.UTF_8);
            default -> throw new AssertionError(next);
          });
      ReferenceCountUtil.release(next);
      next = client.readInbound();
    }
    return received;
  }

  /// What the client has received, whatever pieces it came in.
  String text() {
    return received().stream().collect(Collectors.joining());
  }

  double closed(Pace.Fault fault) {
    return metrics
        .counter("ringfence_sip_connections_closed_total", "reason", fault.label())
        .count();
  }

  static String options(String callId) {
    return """
        OPTIONS sip:ringfence.local SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.7;branch=z9hG4bK%s
        From: <sip:100@ringfence.local>;tag=1
        To: <sip:100@ringfence.local>
        Call-ID: %s
        CSeq: 1 OPTIONS
        Content-Length: 5

        hello"""
        .replace("\n", "\r\n")
        .formatted(callId, callId);
  }
}
