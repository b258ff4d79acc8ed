package io.ringfence.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.collection.LongObjectHashMap;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every way to a peer: the UDP socket, and the open connections by their ids. What is sent within
/// one turn of the loop leaves together. For the SIP loop only.
@Singleton
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails was to a peer that is gone
public class Flows implements Outbound {

  private static final int DEFAULT_PORT = 5_060;
  private static final int MAX_PORT = 65_535;

  private final LongObjectHashMap<Channel> connections = new LongObjectHashMap<>();
  private final Deque<Channel> unflushed = new ArrayDeque<>();
  private final Map<Transport, String> sentBy = new EnumMap<>(Transport.class);
  private @Nullable Channel udp;
  private long lastId;

  void udp(Channel channel) {
    udp = channel;
  }

  /// @param at `host:port`
  void listening(Transport transport, String at) {
    sentBy.put(transport, at);
  }

  @Override
  public String sentBy(Peer peer) {
    return sentBy.getOrDefault(peer.transport(), "");
  }

  @Override
  public boolean isHere(String host, int port) {
    String at = host + ':' + (port < 0 ? DEFAULT_PORT : port);
    return sentBy.containsValue(at);
  }

  /// The id that a connection has from now on.
  long opened(Channel connection) {
    connections.put(++lastId, connection);
    return lastId;
  }

  void closed(long id) {
    connections.remove(id);
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
      channel.eventLoop().execute(this::flush);
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
    return peer.port() > 0 && peer.port() <= MAX_PORT ? udp : null;
  }
}
