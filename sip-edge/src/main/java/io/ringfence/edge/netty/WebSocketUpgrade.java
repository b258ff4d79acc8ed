package io.ringfence.edge.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the request that opens a WebSocket (RFC 6455 §4.2, RFC 7118 §4), and is replaced by
/// [WebSocketHandler] then. Every other request is refused and its connection closed.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails was to a peer that is gone
final class WebSocketUpgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final String SIP = "sip";
  private static final String VERSION = "13";

  private final Edge edge;
  private final Connection connection;
  private final Set<String> origins;
  private final int maxBytes;

  /// @param origins that may connect, `*` for every one
  /// @param maxBytes of a message
  WebSocketUpgrade(Edge edge, Connection connection, Set<String> origins, int maxBytes) {
    this.edge = edge;
    this.connection = connection;
    this.origins = origins;
    this.maxBytes = maxBytes;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!edge.server().door().hears(connection.peer(), edge.clock().instant())) {
      ctx.close();
      return;
    }
    var refusal = refusal(request);
    if (refusal == null) {
      upgrade(ctx, request);
    } else if (refusal.equals(OTHER_VERSION)) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel())
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      edge.errors().onHandshake(connection.peer().transport());
      refuse(ctx, refusal);
    }
  }

  private record Refusal(HttpResponseStatus status, String reason) {}

  private static final Refusal OTHER_VERSION =
      new Refusal(HttpResponseStatus.UPGRADE_REQUIRED, "another version of WebSocket");

  private @Nullable Refusal refusal(FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      return new Refusal(HttpResponseStatus.BAD_REQUEST, "malformed");
    }
    var headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)
        || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      return new Refusal(HttpResponseStatus.UPGRADE_REQUIRED, "this is a SIP WebSocket");
    }
    if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return OTHER_VERSION;
    }
    if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        || !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
      return new Refusal(HttpResponseStatus.BAD_REQUEST, "malformed");
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin != null && !origins.contains("*") && !origins.contains(origin)) {
      return new Refusal(
          HttpResponseStatus.FORBIDDEN, "this origin is not in ringfence.sip.ws.origins");
    }
    boolean speaksSip =
        headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
            .flatMap(list -> Arrays.stream(list.split(",", -1)))
            .anyMatch(protocol -> protocol.strip().equals(SIP));
    return speaksSip
        ? null
        : new Refusal(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Protocol is not sip");
  }

  private static void refuse(ChannelHandlerContext ctx, Refusal refusal) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            refusal.status,
            Unpooled.copiedBuffer(refusal.reason + "\n", StandardCharsets.US_ASCII));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (refusal.status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
      response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    }
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    var frames =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(maxBytes)
            .allowExtensions(false)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build();
    upgrade(ctx, new WebSocketServerHandshaker13("", SIP, frames), request);
  }

  private void upgrade(
      ChannelHandlerContext ctx, WebSocketServerHandshaker handshaker, FullHttpRequest request) {
    var pipeline = ctx.pipeline();
    pipeline
        .addLast(new Utf8FrameValidator(false))
        .addLast(new WebSocketFrameAggregator(maxBytes))
        .addLast(new FlowControlHandler())
        .addLast(new WebSocketHandler(edge, connection));
    handshaker
        .handshake(ctx.channel(), request)
        .addListener((ChannelFuture done) -> upgraded(ctx, done));
  }

  private void upgraded(ChannelHandlerContext ctx, ChannelFuture done) {
    if (done.isSuccess()) {
      edge.connections().established(connection);
      ctx.pipeline().remove(this);
    } else {
      edge.errors().on(connection.peer().transport(), done.cause());
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      edge.errors().onHandshake(connection.peer().transport());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    edge.errors().on(connection.peer().transport(), cause);
    ctx.close();
  }
}
