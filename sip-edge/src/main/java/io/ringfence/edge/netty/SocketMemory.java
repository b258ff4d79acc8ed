package io.ringfence.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// What the kernel tells of a socket's buffers (`SO_MEMINFO`, linux/sock_diag.h).
///
/// @param received octets that wait to be read, as the kernel counts its memory
/// @param capacity how many may wait
/// @param dropped packets that found no room since the socket was opened
record SocketMemory(long received, long capacity, long dropped) {

  private static final int SOL_SOCKET = 1;
  private static final int SO_MEMINFO = 55;
  private static final int FIELDS = 9;
  private static final int RMEM_ALLOC = 0;
  private static final int RCVBUF = 1;
  private static final int DROPS = 8;

  private static final RawUnixChannelOption OPTION =
      new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO, FIELDS * Integer.BYTES);

  /// @return `null` where the kernel does not tell
  static @Nullable SocketMemory of(Channel socket) {
    ByteBuffer told = socket.isActive() ? socket.config().getOption(OPTION) : null;
    if (told == null) {
      return null;
    }
    var fields = told.order(ByteOrder.nativeOrder());
    return new SocketMemory(field(fields, RMEM_ALLOC), field(fields, RCVBUF), field(fields, DROPS));
  }

  private static long field(ByteBuffer fields, int index) {
    return Integer.toUnsignedLong(fields.getInt(index * Integer.BYTES));
  }

  /// How full the buffer is, from 0 to 1.
  double fill() {
    return capacity == 0 ? 1 : Math.min(1, (double) received / capacity);
  }
}
