package io.ringfence.edge.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a connection goes through, by its transport. A blocked source's is closed at once, as is
/// one too many, or too soon: nothing is read from them.
final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {

  private static final int MAX_REQUEST_LINE = 2_048;
  private static final int MAX_REQUEST_HEAD = 8_192;

  private final Transport transport;
  private final Function<Channel, Edge> edges;
  private final Function<ByteBufAllocator, SslHandler> tls;
  private final SipLimits limits;
  private final Set<String> origins;

  /// @param edges that of the event loop which a connection is registered with
  /// @param tls makes the handler of a connection that is encrypted
  ConnectionInitializer(
      Transport transport,
      Function<Channel, Edge> edges,
      Function<ByteBufAllocator, SslHandler> tls,
      SipLimits limits,
      Set<String> origins) {
    this.transport = transport;
    this.edges = edges;
    this.tls = tls;
    this.limits = limits;
    this.origins = origins;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    var edge = edges.apply(channel);
    var connection = admit(channel, edge);
    if (connection == null) {
      var _ = channel.close();
      return;
    }
    edge.flows().opened(connection);
    var _ =
        channel
            .closeFuture()
            .addListener(
                closed -> {
                  edge.flows().closed(connection);
                  edge.connections().closed(connection);
                });
    assemble(channel.pipeline(), connection, edge);
  }

  private @Nullable Connection admit(SocketChannel channel, Edge edge) {
    var remote = channel.remoteAddress();
    if (remote == null) {
      return null;
    }
    var peer = new Peer(IpAddress.of(remote.getAddress()), remote.getPort(), transport);
    var now = edge.clock().instant();
    if (!edge.server().door().mayConnect(peer.address(), now)) {
      edge.connections().refused("blocked");
      return null;
    }
    if (!edge.server().door().mayOpen(peer, now)) {
      edge.connections().refused("rate");
      return null;
    }
    return edge.connections().opened(channel, peer);
  }

  void assemble(ChannelPipeline pipeline, Connection connection, Edge edge) {
    switch (transport) {
      case TCP -> pipeline.addLast(new StreamHandler(edge, connection, limits));
      case TLS -> {
        encrypted(pipeline, connection, edge);
        pipeline.addLast(new StreamHandler(edge, connection, limits));
      }
      case WS -> {
        pipeline.addLast(new Arrivals(edge.connections(), connection.pace()));
        upgrade(pipeline, connection, edge);
      }
      case WSS -> {
        encrypted(pipeline, connection, edge);
        upgrade(pipeline, connection, edge);
      }
      case UDP, HTTP, UNKNOWN -> throw new IllegalStateException(transport + " has no connections");
    }
  }

  private void encrypted(ChannelPipeline pipeline, Connection connection, Edge edge) {
    var handler = tls.apply(pipeline.channel().alloc());
    pipeline
        .addLast(new Arrivals(edge.connections(), connection.pace()))
        .addLast(new Renegotiation(handler))
        .addLast(handler);
  }

  private void upgrade(ChannelPipeline pipeline, Connection connection, Edge edge) {
    var heads =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_REQUEST_LINE)
            .setMaxHeaderSize(MAX_REQUEST_HEAD)
            .setChunkedSupported(false);
    pipeline
        .addLast(new HttpServerCodec(heads))
        .addLast(new HttpObjectAggregator(0, true))
        .addLast(new WebSocketUpgrade(edge, connection, origins, limits.maxMessageBytes()));
  }
}
