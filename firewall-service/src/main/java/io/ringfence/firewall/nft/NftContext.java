package io.ringfence.firewall.nft;

import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.nft.netlink.Netfilter;
import io.ringfence.firewall.nft.netlink.NetlinkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A connection to nftables in the network namespace of the thread that opens it. Only that thread
/// may use it; another one gets a [WrongThreadException].
final class NftContext implements AutoCloseable {

  private static final int MAX_REASON = 300;

  private final LibNftables library;
  private final Thread owner = Thread.currentThread();
  private final MemorySegment context;

  private NftContext(LibNftables library) {
    this.library = library;
    this.context = library.newContext();
  }

  /// Asks the kernel something small, for libnftables' own questions read all there is.
  ///
  /// @throws NotAppliedException when libnftables or the right to use it is missing
  static NftContext open() throws NotAppliedException {
    var library = load();
    try (var netfilter = Netfilter.open(NfTables.SUBSYSTEM, NfTables.INET)) {
      var _ = new TableReader(netfilter).generation();
      return new NftContext(library);
    } catch (NetlinkException e) {
      throw new NotAppliedException(
          "nftables cannot be used, CAP_NET_ADMIN is needed: " + e.getMessage(), e);
    }
  }

  private static LibNftables load() throws NotAppliedException {
    if (!LibC.hasNetfilter()) {
      throw new NotAppliedException("this kernel has no nftables");
    }
    try {
      return new LibNftables();
    } catch (IllegalArgumentException e) {
      throw new NotAppliedException(
          LibNftables.LIBRARY + " is not on this machine; install libnftables 1.0.6 or newer", e);
    }
  }

  /// Carries out commands in one transaction: all of them or none.
  ///
  /// @return what they printed
  String run(String commands) throws NotAppliedException {
    requireOwner();
    try (var call = Arena.ofConfined()) {
      int failed = library.run(context, call.allocateFrom(commands));
      String output = library.output(context);
      String error = library.error(context);
      if (failed != 0) {
        throw new NotAppliedException(reason(error));
      }
      return output;
    }
  }

  @Override
  public void close() {
    requireOwner();
    library.freeContext(context);
  }

  void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new WrongThreadException("this context belongs to " + owner);
    }
  }

  /// The first line says what is wrong; the lines after it repeat the commands.
  private static String reason(String error) {
    String line = error.lines().findFirst().orElse("nftables gave no reason").strip();
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON);
  }
}
