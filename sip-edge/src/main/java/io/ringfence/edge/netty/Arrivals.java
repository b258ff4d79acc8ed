package io.ringfence.edge.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Notes that octets have come, below what holds back parts of messages: TLS records, WebSocket
/// frames. The handler of whole messages takes the note away.
final class Arrivals extends ChannelInboundHandlerAdapter {

  private final Connections connections;
  private final Pace pace;

  Arrivals(Connections connections, Pace pace) {
    this.connections = connections;
    this.pace = pace;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    pace.begun(connections.nowMillis());
    ctx.fireChannelRead(read);
  }
}
