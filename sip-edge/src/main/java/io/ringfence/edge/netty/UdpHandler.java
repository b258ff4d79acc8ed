package io.ringfence.edge.netty;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.load.Backlog;
import io.ringfence.edge.load.Gathering;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.uas.Door;
import io.ringfence.edge.uas.Reply;
import io.ringfence.edge.uas.UserAgentServer;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// SIP over UDP: a datagram is a message. Answers of one batch of datagrams leave together.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails was to a peer that is gone
final class UdpHandler extends ChannelInboundHandlerAdapter {

  private static final int MAX_PORT = 65_535;

  private final UserAgentServer server;
  private final Door door;
  private final InstantSource clock;
  private final SocketErrors errors;
  private final Backlog backlog;
  private final Gathering gathering;
  private final FloodFilter filter;
  private final int socket;
  private int batch;

  /// @param socket which of the UDP sockets this is
  UdpHandler(
      UserAgentServer server,
      InstantSource clock,
      SocketErrors errors,
      Backlog backlog,
      Gathering gathering,
      FloodFilter filter,
      int socket) {
    this.server = server;
    this.door = server.door();
    this.clock = clock;
    this.errors = errors;
    this.backlog = backlog;
    this.gathering = gathering;
    this.filter = filter;
    this.socket = socket;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    var packet = (DatagramPacket) read;
    batch++;
    try {
      var reply = reply(packet);
      if (reply != null) {
        byte[] message = reply.message();
        var buffer = ctx.alloc().directBuffer(message.length).writeBytes(message);
        ctx.write(
            new DatagramPacket(buffer, destination(packet.sender(), reply.port())),
            ctx.voidPromise());
      }
    } finally {
      packet.release();
    }
  }

  private @Nullable Reply reply(DatagramPacket packet) {
    var sender = packet.sender();
    var now = clock.instant();
    var peer = new Peer(IpAddress.of(sender.getAddress()), sender.getPort(), Transport.UDP, socket);
    if (door.hears(peer, now)) {
      return server.receive(ByteBufUtil.getBytes(packet.content()), peer, now);
    }
    door.droppedBefore(Transport.UDP, filter.refused(peer.address()));
    var refusal = door.refusal(peer, now);
    return refusal == null
        ? null
        : server.turnAway(ByteBufUtil.getBytes(packet.content()), refusal, peer, now);
  }

  /// Always the address the request came from, so nobody can have answers sent to others.
  private static InetSocketAddress destination(InetSocketAddress sender, int port) {
    return port == sender.getPort() || port < 1 || port > MAX_PORT
        ? sender
        : new InetSocketAddress(sender.getAddress(), port);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
    long now = System.nanoTime();
    if (batch < Listeners.BATCH) {
      backlog.emptied();
      long pause = gathering.emptied(now);
      if (pause > 0) {
        LockSupport.parkNanos(this, pause);
      }
    } else {
      backlog.full(now);
    }
    batch = 0;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    errors.on(Transport.UDP, cause);
  }
}
