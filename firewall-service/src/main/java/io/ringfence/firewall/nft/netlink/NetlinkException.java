package io.ringfence.firewall.nft.netlink;

import java.util.Map;

/// The kernel has refused something, or did not answer as it should. The message is fit for the
/// operator.
public final class NetlinkException extends Exception {

  /// `errno` of errors that are acted upon.
  public static final int ENOENT = 2;

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOBUFS = 105;

  private static final Map<Integer, String> MEANINGS =
      Map.ofEntries(
          Map.entry(1, "not permitted"),
          Map.entry(ENOENT, "no such table, set or element"),
          Map.entry(EINTR, "interrupted"),
          Map.entry(EAGAIN, "no answer"),
          Map.entry(12, "out of memory"),
          Map.entry(16, "in use"),
          Map.entry(17, "overlaps with what is there"),
          Map.entry(22, "invalid"),
          Map.entry(23, "too many open files"),
          Map.entry(28, "the set is full"),
          Map.entry(90, "too long"),
          Map.entry(93, "no netfilter in this kernel"),
          Map.entry(ENOBUFS, "answers were lost"));

  private final int errno;

  NetlinkException(String what, int errno) {
    super(what + ": " + MEANINGS.getOrDefault(errno, "error") + " (errno " + errno + ")");
    this.errno = errno;
  }

  public NetlinkException(String message) {
    super(message);
    this.errno = 0;
  }

  /// 0 when it was not the kernel that has refused.
  public int errno() {
    return errno;
  }
}
