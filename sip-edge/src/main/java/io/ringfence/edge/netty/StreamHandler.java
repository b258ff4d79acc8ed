package io.ringfence.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.StreamFramer;

/// SIP over a stream of octets: TCP, or TLS above it.
final class StreamHandler extends ConnectionHandler {

  private final StreamFramer framer;

  StreamHandler(Edge edge, Connection connection, SipLimits limits) {
    super(edge, connection);
    this.framer = new StreamFramer(limits);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    var buffer = (ByteBuf) read;
    try {
      if (isOpen(ctx)) {
        framer.append(ByteBufUtil.getBytes(buffer));
        resume(ctx);
      }
    } finally {
      buffer.release();
    }
  }

  /// Takes messages from the stream as long as their answers can be sent.
  @Override
  void resume(ChannelHandlerContext ctx) {
    while (takesMore(ctx)) {
      switch (framer.next()) {
        case StreamFramer.Message(var bytes) -> {
          pace().alive(nowMillis());
          message(ctx, bytes);
        }
        case StreamFramer.Ping() -> ping(ctx);
        case StreamFramer.Incomplete() -> {
          incomplete();
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

  /// A line end, or half a keep-alive, is no message that has begun.
  private void incomplete() {
    if (framer.hasBegun()) {
      pace().begun(nowMillis());
    } else {
      pace().alive(nowMillis());
    }
  }

  @Override
  Object outgoing(ByteBuf message) {
    return message;
  }
}
