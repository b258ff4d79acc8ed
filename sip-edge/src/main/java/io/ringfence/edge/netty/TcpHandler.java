package io.ringfence.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.StreamFramer;
import io.ringfence.edge.uas.UserAgentServer;
import java.net.InetSocketAddress;
import java.time.InstantSource;

/// SIP over one TCP connection. Answers go back on it (RFC 3261 §18.2.2).
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails was to a peer that is gone
final class TcpHandler extends ChannelInboundHandlerAdapter {

  private static final byte[] PONG = {'\r', '\n'};

  private final UserAgentServer server;
  private final InstantSource clock;
  private final Connections connections;
  private final Flows flows;
  private final SocketErrors errors;
  private final StreamFramer framer;
  private Peer peer;
  private boolean ended;

  TcpHandler(
      UserAgentServer server,
      InstantSource clock,
      Connections connections,
      Flows flows,
      SocketErrors errors,
      SipLimits limits,
      InetSocketAddress remote) {
    this.server = server;
    this.clock = clock;
    this.connections = connections;
    this.flows = flows;
    this.errors = errors;
    this.framer = new StreamFramer(limits);
    this.peer = new Peer(IpAddress.of(remote.getAddress()), remote.getPort(), Transport.TCP);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!server.mayConnect(peer.address(), clock.instant())) {
      connections.refused("blocked");
      ctx.close();
    } else if (connections.opened(peer.address(), ctx.channel())) {
      peer = new Peer(peer.address(), peer.port(), peer.transport(), flows.opened(ctx.channel()));
    } else {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    flows.closed(peer.connection());
    connections.closed(peer.address(), ctx.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    var buffer = (ByteBuf) read;
    try {
      if (ctx.channel().isActive()) {
        framer.append(ByteBufUtil.getBytes(buffer));
        frames(ctx);
      }
    } finally {
      buffer.release();
    }
  }

  /// Takes messages from the stream as long as their answers can be sent.
  private void frames(ChannelHandlerContext ctx) {
    while (!ended && ctx.channel().isActive() && ctx.channel().isWritable()) {
      switch (framer.next()) {
        case StreamFramer.Message(var bytes) -> message(ctx, bytes);
        case StreamFramer.Ping() -> ping(ctx);
        case StreamFramer.Incomplete() -> {
          return;
        }
        case StreamFramer.Broken(var head) -> {
          message(ctx, head);
          end(ctx);
          return;
        }
      }
    }
  }

  /// Sends what is answered already, then no more. Also for a source that is not heard.
  private void end(ChannelHandlerContext ctx) {
    ended = true;
    ctx.flush();
    ctx.close();
  }

  private void ping(ChannelHandlerContext ctx) {
    if (server.hears(peer, clock.instant())) {
      ctx.write(Unpooled.wrappedBuffer(PONG), ctx.voidPromise());
    } else {
      end(ctx);
    }
  }

  private void message(ChannelHandlerContext ctx, byte[] bytes) {
    var now = clock.instant();
    if (!server.hears(peer, now)) {
      end(ctx);
      return;
    }
    var reply = server.receive(bytes, peer, now);
    if (reply != null) {
      ctx.write(Unpooled.wrappedBuffer(reply.message()), ctx.voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  /// A peer that does not read its answers is not read from either, and what has been read of it
  /// waits.
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      frames(ctx);
      ctx.flush();
    }
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    errors.onTcp(cause);
    ctx.close();
  }
}
