package io.ringfence.edge.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.ringfence.contracts.net.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/// Which event loop a source belongs to: by a hash of its IPv4 address or IPv6 /64, so that all it
/// sends meets in one place, whatever ports it uses. The kernel computes the same for the UDP
/// sockets that share a port (`SO_ATTACH_REUSEPORT_CBPF`, socket(7)): no datagram is handed from
/// one loop to another.
final class Steering {

  private static final int MULTIPLIER = 0x9e37_79b1;
  private static final int SHIFT = 16;

  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  private static final int SOCK_FPROG_BYTES = 16;
  private static final int POINTER_AT = 8;

  /// Offsets from here on are into the network header (linux/filter.h).
  private static final int NETWORK_HEADER = -0x10_0000;

  private static final int V4_SOURCE = NETWORK_HEADER + 12;
  private static final int V6_SOURCE = NETWORK_HEADER + 8;

  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_BYTE = 0x30;
  private static final int TO_X = 0x07;
  private static final int XOR_X = 0xac;
  private static final int MULTIPLY = 0x24;
  private static final int SHIFT_RIGHT = 0x74;
  private static final int MODULO = 0x94;
  private static final int JUMP = 0x05;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x16;

  private static final RawUnixChannelOption PROGRAM =
      new RawUnixChannelOption(
          "SO_ATTACH_REUSEPORT_CBPF", SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, SOCK_FPROG_BYTES);

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
    long[] program = program();
    try (var arena = Arena.ofConfined()) {
      var instructions = arena.allocateFrom(ValueLayout.JAVA_LONG, program);
      var header =
          ByteBuffer.allocateDirect(SOCK_FPROG_BYTES)
              .order(ByteOrder.nativeOrder())
              .putShort(0, (short) program.length)
              .putLong(POINTER_AT, instructions.address());
      return socket.config().setOption(PROGRAM, header);
    }
  }

  /// Classic BPF: the source's address or the upper half of it, folded to 32 bits, hashed as above.
  private long[] program() {
    return new long[] {
      instruction(LOAD_BYTE, 0, 0, NETWORK_HEADER),
      instruction(SHIFT_RIGHT, 0, 0, 4),
      instruction(JUMP_IF_EQUAL, 0, 2, 4),
      instruction(LOAD_WORD, 0, 0, V4_SOURCE),
      instruction(JUMP, 0, 0, 4),
      instruction(LOAD_WORD, 0, 0, V6_SOURCE),
      instruction(TO_X, 0, 0, 0),
      instruction(LOAD_WORD, 0, 0, V6_SOURCE + Integer.BYTES),
      instruction(XOR_X, 0, 0, 0),
      instruction(MULTIPLY, 0, 0, MULTIPLIER),
      instruction(SHIFT_RIGHT, 0, 0, SHIFT),
      instruction(MODULO, 0, 0, loops),
      instruction(RETURN, 0, 0, 0)
    };
  }

  /// A `struct sock_filter`: code, jump if true, jump if false, constant.
  private static long instruction(int code, int ifTrue, int ifFalse, int constant) {
    var buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    buffer.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(constant);
    return buffer.flip().getLong();
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
