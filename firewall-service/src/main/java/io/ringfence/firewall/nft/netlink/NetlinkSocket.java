package io.ringfence.firewall.nft.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A `NETLINK_NETFILTER` socket of the network namespace of the thread that opens it, and for that
/// thread alone; see netlink(7). The kernel does what is sent before [#send] returns.
@SuppressWarnings("restricted") // calling C is what this class is for
final class NetlinkSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 0x80003;
  private static final int NETLINK_NETFILTER = 12;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int MSG_DONTWAIT = 0x40;

  /// The kernel answers at once or not at all.
  private static final long WAIT_SECONDS = 5;

  /// More than one part of a dump, which has 32 KiB at most.
  private static final int RECEIVE = 128 * 1024;

  private static final int QUEUED = 4 * 1024 * 1024;
  private static final int FIRST_SEND = 1024 * 1024;

  private static final String ERRNO_NAME = "errno";
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement(ERRNO_NAME));
  private static final MethodHandle OPEN =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle OPTION =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECEIVE_FROM =
      function("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment received = arena.allocate(RECEIVE, Long.BYTES);
  private final ByteBuffer answer = received.asByteBuffer().order(ByteOrder.nativeOrder());
  private final int file;
  private int sendBuffer;

  private NetlinkSocket() throws NetlinkException {
    file =
        call(() -> (int) OPEN.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER));
    if (file < 0) {
      int errno = errno();
      arena.close();
      throw new NetlinkException("no netlink socket", errno);
    }
  }

  static NetlinkSocket open() throws NetlinkException {
    var socket = new NetlinkSocket();
    socket.option(SOL_SOCKET, SO_RCVTIMEO, WAIT_SECONDS, 0L);
    socket.option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
    socket.option(SOL_SOCKET, SO_RCVBUFFORCE, QUEUED);
    socket.allow(FIRST_SEND);
    return socket;
  }

  /// Has the kernel do what the messages say.
  void send(MemorySegment messages) throws NetlinkException {
    allow(Math.toIntExact(messages.byteSize()));
    long sent;
    do {
      sent = call(() -> (long) SEND.invokeExact(state, file, messages, messages.byteSize(), 0));
    } while (sent < 0 && errno() == NetlinkException.EINTR);
    if (sent != messages.byteSize()) {
      throw new NetlinkException("nothing was sent to the kernel", errno());
    }
  }

  /// The next messages of the kernel, until the next call of this. Waits for them.
  ByteBuffer receive() throws NetlinkException {
    int length = receive(0);
    if (length < 0) {
      throw new NetlinkException("the kernel does not answer", NetlinkException.EAGAIN);
    }
    return answer.position(0).limit(length);
  }

  /// Like [#receive], but what is not there yet is not waited for: then it is empty.
  ByteBuffer receiveNow() throws NetlinkException {
    return answer.position(0).limit(Math.max(0, receive(MSG_DONTWAIT)));
  }

  @Override
  public void close() {
    int _ = call(() -> (int) CLOSE.invokeExact(state, file));
    arena.close();
  }

  /// @return -1 when nothing came
  private int receive(int flags) throws NetlinkException {
    while (true) {
      long length =
          call(() -> (long) RECEIVE_FROM.invokeExact(state, file, received, (long) RECEIVE, flags));
      if (length >= 0) {
        return (int) length;
      }
      int errno = errno();
      if (errno == NetlinkException.EAGAIN) {
        return -1;
      }
      if (errno != NetlinkException.EINTR) {
        throw new NetlinkException("nothing received from the kernel", errno);
      }
    }
  }

  /// A message must fit into the send buffer as a whole. Without the right to it the kernel's own
  /// bound holds, and a longer message is refused.
  private void allow(int bytes) {
    if (bytes > sendBuffer) {
      option(SOL_SOCKET, SO_SNDBUFFORCE, bytes);
      sendBuffer = bytes;
    }
  }

  /// What an option is for can be done without it, if less well.
  private void option(int level, int name, int value) {
    try (var local = Arena.ofConfined()) {
      option(level, name, local.allocateFrom(JAVA_INT, value));
    }
  }

  private void option(int level, int name, long seconds, long micros) {
    try (var local = Arena.ofConfined()) {
      option(level, name, local.allocateFrom(JAVA_LONG, seconds, micros));
    }
  }

  private void option(int level, int name, MemorySegment value) {
    int _ =
        call(
            () ->
                (int) OPTION.invokeExact(state, file, level, name, value, (int) value.byteSize()));
  }

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState(ERRNO_NAME));
  }

  private interface Call<T> {
    T call() throws Throwable;
  }

  /// A handle declares [Throwable], these functions throw nothing.
  private static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
