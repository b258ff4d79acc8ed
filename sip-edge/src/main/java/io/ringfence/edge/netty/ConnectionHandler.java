package io.ringfence.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.ringfence.edge.sip.Peer;

/// SIP over one connection, whatever cuts it into messages. Answers go back on it (RFC 3261
/// §18.2.2). For the SIP loop only.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails was to a peer that is gone
abstract class ConnectionHandler extends ChannelDuplexHandler {

  private static final byte[] PONG = {'\r', '\n'};

  private final Edge edge;
  private final Connection connection;
  private boolean ended;

  ConnectionHandler(Edge edge, Connection connection) {
    this.edge = edge;
    this.connection = connection;
  }

  /// Goes on with what has been read and not been handled.
  abstract void resume(ChannelHandlerContext ctx);

  /// How a message goes out by this connection.
  abstract Object outgoing(ByteBuf message);

  final Edge edge() {
    return edge;
  }

  final Connection connection() {
    return connection;
  }

  final Peer peer() {
    return connection.peer();
  }

  final Pace pace() {
    return connection.pace();
  }

  final long nowMillis() {
    return edge.connections().nowMillis();
  }

  /// Whether there is something to hear from the peer still.
  final boolean isOpen(ChannelHandlerContext ctx) {
    return !ended && ctx.channel().isActive();
  }

  /// Whether a message can be handled and its answer sent now.
  final boolean takesMore(ChannelHandlerContext ctx) {
    return isOpen(ctx) && ctx.channel().isWritable();
  }

  /// Whether the source is listened to; otherwise the connection ends.
  final boolean hears(ChannelHandlerContext ctx) {
    boolean heard = edge.server().door().hears(peer(), edge.clock().instant());
    if (!heard) {
      end(ctx);
    }
    return heard;
  }

  /// Sends what is answered already, then no more. Also for a source that is not heard.
  final void end(ChannelHandlerContext ctx) {
    ended = true;
    ctx.flush();
    ctx.close();
  }

  /// A keep-alive that asks for an answer (RFC 5626 §3.5.1).
  final void ping(ChannelHandlerContext ctx) {
    if (hears(ctx)) {
      ctx.write(outgoing(Unpooled.wrappedBuffer(PONG)), ctx.voidPromise());
    }
  }

  final void message(ChannelHandlerContext ctx, byte[] bytes) {
    var now = edge.clock().instant();
    if (!edge.server().door().hears(peer(), now)) {
      end(ctx);
      return;
    }
    var reply = edge.server().receive(bytes, peer(), now);
    if (reply != null) {
      ctx.write(outgoing(Unpooled.wrappedBuffer(reply.message())), ctx.voidPromise());
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
    boolean writable = ctx.channel().isWritable();
    if (writable) {
      pace().read(nowMillis());
      resume(ctx);
      ctx.flush();
    } else {
      pace().unread(nowMillis());
    }
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        edge.connections().established(connection);
      } else {
        edge.errors().onHandshake(peer().transport());
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    edge.errors().on(peer().transport(), cause);
    ctx.close();
  }
}
