package io.ringfence.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Every way to a peer: the UDP sockets, and the open connections by their ids. What is sent within
/// one turn of the loop leaves together. For one event loop; the connections of the others are
/// reached too.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails was to a peer that is gone
final class Flows implements Outbound {

  private static final int DEFAULT_PORT = 5_060;
  private static final int MAX_PORT = 65_535;

  private final Executor loop;
  private final Map<Long, Channel> connections;
  private final Deque<Channel> unflushed = new ArrayDeque<>();
  private final Map<Transport, String> v4 = new EnumMap<>(Transport.class);
  private final Map<Transport, String> v6 = new EnumMap<>(Transport.class);
  private final Set<String> here = new HashSet<>();
  private List<Channel> udp = List.of();

  /// @param loop this event loop
  /// @param connections of all event loops by their ids, for any thread
  Flows(Executor loop, Map<Long, Channel> connections) {
    this.loop = loop;
    this.connections = connections;
  }

  /// The UDP sockets, in the order by which [Peer#connection] numbers them.
  void udp(List<Channel> sockets) {
    udp = sockets;
  }

  /// A family's peers are told the first place it is listened at.
  ///
  /// @param at `host:port`
  void listening(Transport transport, boolean isV6, String at) {
    (isV6 ? v6 : v4).putIfAbsent(transport, at);
    here.add(at);
  }

  /// A socket on an IPv6 wildcard serves IPv4 too.
  @Override
  public String sentBy(Peer peer) {
    var own = peer.address().v6() ? v6 : v4;
    var other = peer.address().v6() ? v4 : v6;
    String at = own.get(peer.transport());
    return at == null ? other.getOrDefault(peer.transport(), "") : at;
  }

  @Override
  public boolean isHere(String host, int port) {
    return here.contains(host + ':' + (port < 0 ? DEFAULT_PORT : port));
  }

  void opened(Connection connection) {
    connections.put(connection.peer().connection(), connection.channel());
  }

  void closed(Connection connection) {
    connections.remove(connection.peer().connection());
  }

  @Override
  public boolean send(byte[] message, Peer peer) {
    var channel = channel(peer);
    if (channel == null) {
      return false;
    }
    var content = Unpooled.wrappedBuffer(message);
    channel.write(peer.isConnected() ? content : datagram(content, peer), channel.voidPromise());
    flushSoon(channel);
    return true;
  }

  private static DatagramPacket datagram(ByteBuf content, Peer peer) {
    return new DatagramPacket(
        content, new InetSocketAddress(peer.address().toInetAddress(), peer.port()));
  }

  private void flushSoon(Channel channel) {
    if (unflushed.isEmpty()) {
      loop.execute(this::flush);
    }
    if (unflushed.peekLast() != channel) {
      unflushed.add(channel);
    }
  }

  private void flush() {
    while (!unflushed.isEmpty()) {
      unflushed.poll().flush();
    }
  }

  @Override
  public boolean isOpen(Peer peer) {
    return channel(peer) != null;
  }

  /// A connection that does not read what it is sent is as good as gone: nothing piles up for it.
  private @Nullable Channel channel(Peer peer) {
    if (peer.isConnected()) {
      var connection = connections.get(peer.connection());
      return connection != null && connection.isActive() && connection.isWritable()
          ? connection
          : null;
    }
    return peer.port() > 0 && peer.port() <= MAX_PORT ? socket(peer) : null;
  }

  /// The socket that the peer is spoken with, as far as that is known; otherwise the first that
  /// reaches its address. A socket on an IPv6 wildcard reaches IPv4 too.
  private @Nullable Channel socket(Peer peer) {
    if (peer.connection() < udp.size()) {
      var usual = udp.get((int) peer.connection());
      if (reaches(usual, peer)) {
        return usual;
      }
    }
    for (Channel socket : udp) {
      if (reaches(socket, peer)) {
        return socket;
      }
    }
    return null;
  }

  private static boolean reaches(Channel socket, Peer peer) {
    var local = ((InetSocketAddress) socket.localAddress()).getAddress();
    boolean v6 = local instanceof Inet6Address;
    return v6 == peer.address().v6() || (v6 && local.isAnyLocalAddress());
  }
}
