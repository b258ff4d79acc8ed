package io.ringfence.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A program of classic BPF (linux/filter.h) that the kernel runs for each datagram of a socket.
/// Instructions are put one after the other; a jump says how many are passed over.
final class SocketProgram {

  /// Offsets from here on are into the network header.
  static final int NETWORK_HEADER = -0x10_0000;

  /// Loads a random number.
  static final int RANDOM = -0x1000 + 56;

  static final int LOAD_WORD = 0x20;
  static final int LOAD_BYTE = 0x30;
  static final int TO_X = 0x07;
  static final int XOR_X = 0xac;
  static final int AND = 0x54;
  static final int MULTIPLY = 0x24;
  static final int SHIFT_RIGHT = 0x74;
  static final int MODULO = 0x94;
  static final int JUMP = 0x05;
  static final int JUMP_IF_EQUAL = 0x15;
  static final int RETURN = 0x06;
  static final int RETURN_LOADED = 0x16;

  /// How far a conditional jump goes.
  static final int MAX_JUMP = 255;

  private static final int SOL_SOCKET = 1;
  private static final int SOCK_FPROG_BYTES = 16;
  private static final int POINTER_AT = 8;

  private long[] instructions = new long[16];
  private int size;

  int size() {
    return size;
  }

  SocketProgram put(int code, int constant) {
    return put(code, 0, 0, constant);
  }

  /// @param ifTrue how many instructions are passed over
  SocketProgram put(int code, int ifTrue, int ifFalse, int constant) {
    if (size == instructions.length) {
      instructions = Arrays.copyOf(instructions, 2 * size);
    }
    instructions[size++] = instruction(code, ifTrue, ifFalse, constant);
    return this;
  }

  SocketProgram put(SocketProgram other) {
    int sum = size + other.size;
    instructions = Arrays.copyOf(instructions, Math.max(sum, instructions.length));
    System.arraycopy(other.instructions, 0, instructions, size, other.size);
    size = sum;
    return this;
  }

  /// A `struct sock_filter`: code, jump if true, jump if false, constant.
  private static long instruction(int code, int ifTrue, int ifFalse, int constant) {
    if (ifTrue > MAX_JUMP || ifFalse > MAX_JUMP) {
      throw new IllegalArgumentException("a jump of more than " + MAX_JUMP);
    }
    var buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    buffer.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(constant);
    return buffer.flip().getLong();
  }

  /// Has the kernel run it.
  ///
  /// @param name of the option
  /// @param option of `SOL_SOCKET`, which takes a `struct sock_fprog`
  /// @return whether the kernel can
  boolean attach(Channel socket, String name, int option) {
    var program = new RawUnixChannelOption(name, SOL_SOCKET, option, SOCK_FPROG_BYTES);
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocateFrom(ValueLayout.JAVA_LONG, Arrays.copyOf(instructions, size));
      var header =
          ByteBuffer.allocateDirect(SOCK_FPROG_BYTES)
              .order(ByteOrder.nativeOrder())
              .putShort(0, (short) size)
              .putLong(POINTER_AT, code.address());
      return socket.config().setOption(program, header);
    }
  }
}
