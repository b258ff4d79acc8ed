package io.ringfence.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/// SIP over WebSocket (RFC 7118): a message is one WebSocket message, text or binary. Answers come
/// as the peer's last message did.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails was to a peer that is gone
final class WebSocketHandler extends ConnectionHandler {

  private static final byte[] PING = {'\r', '\n', '\r', '\n'};

  private boolean speaksBinary;

  WebSocketHandler(Edge edge, Connection connection) {
    super(edge, connection);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    try {
      if (read instanceof WebSocketFrame frame && isOpen(ctx)) {
        pace().alive(nowMillis());
        frame(ctx, frame);
      }
    } finally {
      ReferenceCountUtil.release(read);
    }
  }

  /// Continuations have been put together before.
  private void frame(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> {
        ctx.write(close.retain(), ctx.voidPromise());
        end(ctx);
      }
      case PingWebSocketFrame ping -> {
        if (hears(ctx)) {
          ctx.write(new PongWebSocketFrame(ping.content().retain()), ctx.voidPromise());
        }
      }
      case TextWebSocketFrame _, BinaryWebSocketFrame _ -> {
        speaksBinary = frame instanceof BinaryWebSocketFrame;
        content(ctx, ByteBufUtil.getBytes(frame.content()));
      }
      default -> {}
    }
  }

  /// A SIP message, or a keep-alive (RFC 7118 §6).
  private void content(ChannelHandlerContext ctx, byte[] bytes) {
    if (java.util.Arrays.equals(bytes, PING)) {
      ping(ctx);
    } else {
      message(ctx, bytes);
    }
  }

  /// Frames that could not be answered are kept by the flow control before this handler.
  @Override
  void resume(ChannelHandlerContext ctx) {}

  /// Text has to be UTF-8; a message with another body goes as binary.
  @Override
  WebSocketFrame outgoing(ByteBuf message) {
    return speaksBinary || !ByteBufUtil.isText(message, StandardCharsets.UTF_8)
        ? new BinaryWebSocketFrame(message)
        : new TextWebSocketFrame(message);
  }

  /// What the core sends by itself.
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ctx.write(message instanceof ByteBuf bytes ? outgoing(bytes) : message, promise);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var status =
        switch (cause) {
          case TooLongFrameException _ -> WebSocketCloseStatus.MESSAGE_TOO_BIG;
          case CorruptedWebSocketFrameException broken -> broken.closeStatus();
          default -> WebSocketCloseStatus.INTERNAL_SERVER_ERROR;
        };
    ctx.write(new CloseWebSocketFrame(status), ctx.voidPromise());
    ctx.flush();
    super.exceptionCaught(ctx, cause);
  }
}
