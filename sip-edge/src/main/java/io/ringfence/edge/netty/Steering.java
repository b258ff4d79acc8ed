package io.ringfence.edge.netty;

import static io.ringfence.edge.netty.SocketProgram.JUMP;
import static io.ringfence.edge.netty.SocketProgram.JUMP_IF_EQUAL;
import static io.ringfence.edge.netty.SocketProgram.LOAD_BYTE;
import static io.ringfence.edge.netty.SocketProgram.LOAD_WORD;
import static io.ringfence.edge.netty.SocketProgram.MODULO;
import static io.ringfence.edge.netty.SocketProgram.MULTIPLY;
import static io.ringfence.edge.netty.SocketProgram.NETWORK_HEADER;
import static io.ringfence.edge.netty.SocketProgram.RETURN_LOADED;
import static io.ringfence.edge.netty.SocketProgram.SHIFT_RIGHT;
import static io.ringfence.edge.netty.SocketProgram.TO_X;
import static io.ringfence.edge.netty.SocketProgram.XOR_X;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.ringfence.contracts.net.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/// Which event loop a source belongs to: by a hash of its IPv4 address or IPv6 /64, so that all it
/// sends meets in one place, whatever ports it uses. The kernel computes the same for the UDP
/// sockets that share a port (`SO_ATTACH_REUSEPORT_CBPF`, socket(7)): no datagram is handed from
/// one loop to another.
final class Steering {

  private static final int MULTIPLIER = 0x9e37_79b1;
  private static final int SHIFT = 16;

  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  private static final int V4_SOURCE = NETWORK_HEADER + 12;
  private static final int V6_SOURCE = NETWORK_HEADER + 8;

  private final int loops;

  /// @param loops how many there are
  Steering(int loops) {
    this.loops = loops;
  }

  int loops() {
    return loops;
  }

  /// The number of the source's loop.
  int loop(IpAddress source) {
    int folded = source.v6() ? (int) (source.high() >>> 32 ^ source.high()) : (int) source.low();
    return ((folded * MULTIPLIER) >>> SHIFT) % loops;
  }

  /// Has the kernel do the same among sockets that share a port: the n-th of those bound gets what
  /// is the n-th loop's.
  ///
  /// @param socket one of them
  /// @return whether the kernel can
  boolean steer(Channel socket) {
    return program().attach(socket, "SO_ATTACH_REUSEPORT_CBPF", SO_ATTACH_REUSEPORT_CBPF);
  }

  /// The source's address or the upper half of it, folded to 32 bits, hashed as above.
  private SocketProgram program() {
    return new SocketProgram()
        .put(LOAD_BYTE, NETWORK_HEADER)
        .put(SHIFT_RIGHT, 4)
        .put(JUMP_IF_EQUAL, 0, 2, 4)
        .put(LOAD_WORD, V4_SOURCE)
        .put(JUMP, 4)
        .put(LOAD_WORD, V6_SOURCE)
        .put(TO_X, 0)
        .put(LOAD_WORD, V6_SOURCE + Integer.BYTES)
        .put(XOR_X, 0)
        .put(MULTIPLY, MULTIPLIER)
        .put(SHIFT_RIGHT, SHIFT)
        .put(MODULO, loops)
        .put(RETURN_LOADED, 0);
  }

  /// Whether this kernel takes such a program, tried with a socket of its own.
  static boolean isPossible() {
    var group = new EpollEventLoopGroup(1);
    try {
      var bound =
          new Bootstrap()
              .group(group)
              .channel(EpollDatagramChannel.class)
              .option(UnixChannelOption.SO_REUSEPORT, true)
              .handler(new ChannelInboundHandlerAdapter())
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .awaitUninterruptibly();
      return bound.isSuccess() && new Steering(2).steer(bound.channel());
    } finally {
      var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }
}
