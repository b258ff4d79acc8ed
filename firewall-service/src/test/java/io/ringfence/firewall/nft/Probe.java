package io.ringfence.firewall.nft;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// A client that asks and sees whether an answer comes. Many wait at the same time, so that packets
/// that are dropped cost their time once. Its socket is of the namespace of the thread that opens
/// it.
final class Probe implements AutoCloseable {

  /// Nothing is lost on a cable between two namespaces: what has not come within this was dropped.
  private static final long WAIT_MILLIS = 400;

  private static final long LIMIT_MILLIS = 10_000;
  private static final long POLL_MILLIS = 20;

  private final SelectableChannel channel;
  private final InetSocketAddress server;
  private final byte[] request;
  private boolean answered;
  private String answer = "";

  private Probe(SelectableChannel channel, InetSocketAddress server, String request)
      throws IOException {
    this.channel = channel;
    this.server = server;
    this.request = request.getBytes(StandardCharsets.ISO_8859_1);
    channel.configureBlocking(false);
  }

  static Probe udp(String from, InetSocketAddress server, String request) throws IOException {
    return new Probe(DatagramChannel.open().bind(new InetSocketAddress(from, 0)), server, request);
  }

  /// It connects when it asks for the first time.
  static Probe tcp(String from, InetSocketAddress server, String request) throws IOException {
    return new Probe(SocketChannel.open().bind(new InetSocketAddress(from, 0)), server, request);
  }

  /// Asks with all of them at once. Those that are to be answered are given time, also on a machine
  /// that is busy with other things.
  ///
  /// @param expected some of them
  static void ask(Collection<Probe> probes, Collection<Probe> expected) throws IOException {
    try (var selector = Selector.open()) {
      for (var probe : probes) {
        probe.begin(selector);
      }
      long begun = System.nanoTime();
      while (isToWait(probes, expected, (System.nanoTime() - begun) / 1_000_000)) {
        selector.select(POLL_MILLIS);
        for (var key : selector.selectedKeys()) {
          ((Probe) key.attachment()).proceed(key);
        }
        selector.selectedKeys().clear();
      }
    }
  }

  private static boolean isToWait(
      Collection<Probe> probes, Collection<Probe> expected, long millis) {
    return millis < WAIT_MILLIS
        ? probes.stream().anyMatch(probe -> !probe.answered)
        : millis < LIMIT_MILLIS && expected.stream().anyMatch(probe -> !probe.answered);
  }

  boolean isAnswered() {
    return answered;
  }

  /// The beginning of what came last, empty for nothing.
  String answer() {
    return answer;
  }

  private void begin(Selector selector) throws IOException {
    answered = false;
    answer = "";
    switch (channel) {
      case DatagramChannel udp -> {
        udp.send(ByteBuffer.wrap(request), server);
        udp.register(selector, SelectionKey.OP_READ, this);
      }
      case SocketChannel tcp when tcp.isConnected() -> {
        drain(tcp);
        tcp.write(ByteBuffer.wrap(request));
        tcp.register(selector, SelectionKey.OP_READ, this);
      }
      case SocketChannel tcp -> {
        tcp.register(selector, SelectionKey.OP_CONNECT, this);
        tcp.connect(server);
      }
      default -> throw new IllegalStateException();
    }
  }

  /// What is left of earlier answers is none to this request.
  private static void drain(SocketChannel tcp) throws IOException {
    var rest = ByteBuffer.allocate(2_048);
    while (tcp.read(rest) > 0) {
      rest.clear();
    }
  }

  private void proceed(SelectionKey key) throws IOException {
    var buffer = ByteBuffer.allocate(2_048);
    switch (channel) {
      case DatagramChannel udp -> answered = udp.receive(buffer) != null;
      case SocketChannel tcp when key.isConnectable() -> {
        tcp.finishConnect();
        tcp.write(ByteBuffer.wrap(request));
        key.interestOps(SelectionKey.OP_READ);
      }
      case SocketChannel tcp -> answered = tcp.read(buffer) > 0;
      default -> throw new IllegalStateException();
    }
    if (answered) {
      answer = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
      key.cancel();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
