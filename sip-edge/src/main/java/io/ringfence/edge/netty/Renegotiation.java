package io.ringfence.edge.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// Ends a connection whose peer begins another handshake on it, as TLS 1.2 lets it: each costs us a
/// signature, and no limit on connections would bound them. TLS 1.3 has none, and what it has
/// instead, a change of keys, costs next to nothing. Stands before the handler of TLS.
final class Renegotiation extends ChannelInboundHandlerAdapter {

  private static final String REPEATABLE = "TLSv1.2";

  private final SslHandler tls;

  Renegotiation(SslHandler tls) {
    this.tls = tls;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    boolean isDone = tls.handshakeFuture().isSuccess();
    ctx.fireChannelRead(read);
    if (isDone && isAgain(tls.engine())) {
      ctx.fireExceptionCaught(new SSLException("another handshake on the same connection"));
      var _ = ctx.close();
    }
  }

  /// Whoever says goodbye is owed an answer, which is no handshake.
  private static boolean isAgain(SSLEngine engine) {
    return engine.getSession().getProtocol().equals(REPEATABLE)
        && !engine.isInboundDone()
        && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }
}
