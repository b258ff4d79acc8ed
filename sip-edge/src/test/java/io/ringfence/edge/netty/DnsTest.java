package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.resolve.Names.Naptr;
import io.ringfence.edge.resolve.Names.Srv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Questions to a name server on the loopback, whose answers are octets written by hand.
class DnsTest {

  private static final int A = 1;
  private static final int SRV = 33;
  private static final int NAPTR = 35;
  private static final byte[] NAME = name("target", "example", "net");

  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private DatagramSocket server;
  private Dns dns;

  @BeforeEach
  void serve() throws IOException {
    server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    dns =
        new Dns(
            group.next(),
            false,
            new SingletonDnsServerAddressStreamProvider(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort())));
    Thread.ofVirtual().start(this::answer);
  }

  @AfterEach
  void stop() {
    server.close();
    var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  /// Answers every question by its type; of `broken` with too few octets, of `none` with NXDOMAIN.
  private void answer() {
    var packet = new DatagramPacket(new byte[512], 512);
    while (!server.isClosed()) {
      try {
        packet.setLength(512);
        server.receive(packet);
        byte[] reply = reply(Arrays.copyOf(packet.getData(), packet.getLength()));
        server.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static byte[] reply(byte[] query) {
    int end = 12;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    String asked = new String(query, 12, end - 12, StandardCharsets.ISO_8859_1);
    int type = query[end + 2];
    byte[] data =
        switch (type) {
          case A -> new byte[] {(byte) 192, 0, 2, 5};
          case SRV -> joined(new byte[] {0, 10, 0, 60, 0x13, (byte) 0xc6}, NAME);
          case NAPTR ->
              joined(new byte[] {0, 20, 0, 30}, text("s"), text("SIP+D2U"), text(""), NAME);
          default -> new byte[0];
        };
    boolean isNone = asked.contains("none") || data.length == 0;
    int length = asked.contains("broken") ? 5 : data.length;
    var reply = ByteBuffer.allocate(512).put(query, 0, 2);
    reply.put((byte) 0x85).put((byte) (asked.contains("none") ? 0x83 : 0x80));
    reply.putShort((short) 1).putShort((short) (isNone ? 0 : 1)).putInt(0);
    reply.put(query, 12, end + 5 - 12);
    if (!isNone) {
      reply.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1).putInt(60);
      reply.putShort((short) length).put(data, 0, length);
    }
    return Arrays.copyOf(reply.array(), reply.position());
  }

  private static byte[] name(String... labels) {
    byte[][] parts = new byte[labels.length + 1][];
    for (int i = 0; i < labels.length; i++) {
      parts[i] = text(labels[i]);
    }
    parts[labels.length] = new byte[1];
    return joined(parts);
  }

  private static byte[] text(String text) {
    return joined(new byte[] {(byte) text.length()}, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] joined(byte[]... parts) {
    var all = ByteBuffer.allocate(256);
    for (byte[] part : parts) {
      all.put(part);
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  private <T> List<T> ask(Consumer<Consumer<List<T>>> question) throws Exception {
    var answer = new CompletableFuture<List<T>>();
    group.next().execute(() -> question.accept(answer::complete));
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void recordsAreRead() throws Exception {
    assertThat(this.<Srv>ask(answer -> dns.srv("_sip._udp.example.net", answer)))
        .containsExactly(new Srv(10, 60, 5_062, "target.example.net"));
    assertThat(this.<Naptr>ask(answer -> dns.naptr("example.net", answer)))
        .containsExactly(new Naptr(20, 30, "s", "SIP+D2U", "target.example.net"));
    assertThat(this.<IpAddress>ask(answer -> dns.addresses("host.example.net", answer)))
        .containsExactly(IpAddress.parse("192.0.2.5"));
  }

  @Test
  void brokenRecords_unknownNames_andNamesThatAreNone_areNoAnswer() throws Exception {
    assertThat(this.<Srv>ask(answer -> dns.srv("broken.example.net", answer))).isEmpty();
    assertThat(this.<Naptr>ask(answer -> dns.naptr("broken.example.net", answer))).isEmpty();
    assertThat(this.<Srv>ask(answer -> dns.srv("none.example.net", answer))).isEmpty();
    assertThat(this.<IpAddress>ask(answer -> dns.addresses("none.example.net", answer))).isEmpty();
    assertThat(this.<Srv>ask(answer -> dns.srv("x".repeat(70) + ".example.net", answer))).isEmpty();
  }
}
