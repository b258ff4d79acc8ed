package io.ringfence.firewall.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What is needed of the C library around libnftables.
@SuppressWarnings("restricted") // calling C is what this class is for
final class LibC {

  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 0x80003;
  private static final int NETLINK_NETFILTER = 12;
  private static final short AF_UNIX = 1;
  private static final int SOCK_STREAM_CLOEXEC = 0x80001;

  private LibC() {}

  /// Moves the calling thread, and no other, into a network namespace for good, see setns(2). What
  /// it opens from now on belongs there.
  ///
  /// @param namespace such as `/run/netns/name` or `/proc/1/ns/net`
  /// @throws IllegalArgumentException when there is none or it may not be entered
  static void enterNetworkNamespace(Path namespace) {
    int file = open(namespace);
    boolean entered = file >= 0 && setns(file) == 0;
    close(file);
    if (!entered) {
      throw new IllegalArgumentException(
          "cannot enter network namespace " + namespace + ": is it there, and this user root?");
    }
  }

  /// Whether this kernel speaks netfilter's netlink. libnftables ends the process where it does
  /// not.
  static boolean hasNetfilter() {
    var socket = function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    int file =
        call(() -> (int) socket.invokeExact(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER));
    close(file);
    return file >= 0;
  }

  /// A socket with a name that no other one in this network namespace has, see unix(7).
  ///
  /// @return -1 when another one has it
  static int bindAbstractSocket(String name) {
    var socket = function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    var bind = function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    int file = call(() -> (int) socket.invokeExact((int) AF_UNIX, SOCK_STREAM_CLOEXEC, 0));
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    try (var arena = Arena.ofConfined()) {
      // struct sockaddr_un: the family, and the name after a zero.
      var address = arena.allocate(Short.BYTES + 1L + text.length, Short.BYTES);
      address.set(JAVA_SHORT, 0, AF_UNIX);
      MemorySegment.copy(text, 0, address, JAVA_BYTE, Short.BYTES + 1L, text.length);
      int size = (int) address.byteSize();
      if (call(() -> (int) bind.invokeExact(file, address, size)) == 0) {
        return file;
      }
    }
    close(file);
    return -1;
  }

  private static int open(Path path) {
    var descriptor = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
    var open = function("open", descriptor, Linker.Option.firstVariadicArg(2));
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocateFrom(path.toString());
      return call(() -> (int) open.invokeExact(name, O_RDONLY_CLOEXEC));
    }
  }

  private static int setns(int file) {
    var setns = function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    return call(() -> (int) setns.invokeExact(file, CLONE_NEWNET));
  }

  static void close(int file) {
    if (file >= 0) {
      var close = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
      call(() -> (int) close.invokeExact(file));
    }
  }

  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }

  private interface Call {
    int call() throws Throwable;
  }

  /// A handle declares [Throwable], these functions throw nothing.
  private static int call(Call call) {
    try {
      return call.call();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
