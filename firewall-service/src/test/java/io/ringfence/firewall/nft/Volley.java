package io.ringfence.firewall.nft;

import io.ringfence.contracts.config.ProtectedService.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Many packets at once over loopback, from the calling thread and in its network namespace: a
/// datagram each, or the first packet of a connection.
final class Volley implements AutoCloseable {

  /// Nothing is lost on loopback, so what does not arrive while nothing else does was dropped.
  private static final int SILENCE_MILLIS = 120;

  /// One of the packets.
  record Shot(String from, String to, Protocol protocol, int port) {}

  private record Listening(String address, Protocol protocol, int port) {}

  private final List<Shot> shots;
  private final Set<Shot> arrived = new HashSet<>();
  private final List<Channel> open = new ArrayList<>();
  private final Selector selector = Selector.open();

  private Volley(List<Shot> shots) throws IOException {
    this.shots = shots;
  }

  /// Those that arrived.
  static Set<Shot> arrived(List<Shot> shots) throws IOException {
    try (var volley = new Volley(shots)) {
      volley.listen();
      volley.shoot();
      volley.look();
      return volley.arrived;
    }
  }

  private void listen() throws IOException {
    var listening = new HashSet<Listening>();
    for (var shot : shots) {
      var there = new Listening(shot.to(), shot.protocol(), shot.port());
      if (listening.add(there)) {
        var address = new InetSocketAddress(there.address(), there.port());
        switch (there.protocol()) {
          case UDP -> {
            var server = opened(DatagramChannel.open());
            server.bind(address).configureBlocking(false).register(selector, SelectionKey.OP_READ);
          }
          case TCP -> opened(ServerSocketChannel.open()).bind(address, shots.size());
        }
      }
    }
  }

  private void shoot() throws IOException {
    for (int i = 0; i < shots.size(); i++) {
      var shot = shots.get(i);
      var here = new InetSocketAddress(shot.from(), 0);
      var there = new InetSocketAddress(shot.to(), shot.port());
      switch (shot.protocol()) {
        case UDP -> {
          var client = opened(DatagramChannel.open());
          client.bind(here).send(ByteBuffer.allocate(Integer.BYTES).putInt(0, i), there);
        }
        case TCP -> {
          var client = opened(SocketChannel.open());
          client.bind(here).configureBlocking(false);
          if (client.connect(there)) {
            arrived.add(shot);
          } else {
            client.register(selector, SelectionKey.OP_CONNECT, shot);
          }
        }
      }
    }
  }

  private void look() throws IOException {
    while (selector.select(SILENCE_MILLIS) > 0) {
      for (var key : selector.selectedKeys()) {
        switch (key.channel()) {
          case DatagramChannel server -> {
            var number = ByteBuffer.allocate(Integer.BYTES);
            while (server.receive(number) != null) {
              arrived.add(shots.get(number.getInt(0)));
              number.clear();
            }
          }
          case SocketChannel client when client.finishConnect() -> {
            arrived.add((Shot) key.attachment());
            key.cancel();
          }
          default -> throw new IllegalStateException("not one of these channels");
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private <C extends Channel> C opened(C channel) {
    open.add(channel);
    return channel;
  }

  @Override
  public void close() throws IOException {
    for (var channel : open) {
      channel.close();
    }
    selector.close();
  }
}
