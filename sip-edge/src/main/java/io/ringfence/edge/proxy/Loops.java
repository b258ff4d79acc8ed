package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Via;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// Makes the branches of our Via, and tells a loop by them from a spiral (RFC 3261 §16.3, step 4;
/// RFC 5393 §4.2): their second part is a hash of what decides where the request goes.
final class Loops {

  private static final int RADIX = 36;

  private final Here here;
  private final RandomGenerator random;
  private final char eventLoop;
  private final long seed;
  private long count;

  /// @param eventLoop the number of the event loop that responses belong to
  /// @param seed of the hashes, the same on all event loops
  /// @param random cannot be foretold, or responses could be forged
  Loops(Here here, int eventLoop, long seed, RandomGenerator random) {
    this.here = here;
    this.eventLoop = Character.forDigit(eventLoop, RADIX);
    this.seed = seed;
    this.random = random;
  }

  /// Which event loop a branch of ours belongs to; any number when it is not ours.
  static int eventLoop(String branch) {
    int at = Via.MAGIC_COOKIE.length();
    return branch.length() > at ? Character.digit(branch.charAt(at), RADIX) : -1;
  }

  /// A branch as there is no other.
  String branch(SipRequest request) {
    return Via.MAGIC_COOKIE
        + eventLoop
        + Long.toUnsignedString(random.nextLong(), RADIX)
        + Long.toUnsignedString(++count, RADIX)
        + '.'
        + hash(request);
  }

  boolean isLooping(SipRequest request) throws SipParseException {
    String hash = '.' + hash(request);
    for (Via via : Via.all(request.headers())) {
      String branch = via.branch();
      if (branch != null && branch.endsWith(hash) && here.isOwn(via)) {
        return true;
      }
    }
    return false;
  }

  private String hash(SipRequest request) {
    int fields =
        Objects.hash(
            request.uri().text(),
            request.headers().all(Header.ROUTE),
            request.callId(),
            request.from().tag(),
            request.to().tag(),
            request.cseq().number(),
            request.headers().all(Header.PROXY_REQUIRE));
    return Long.toUnsignedString(mixed(seed ^ fields), RADIX);
  }

  private static long mixed(long value) {
    long hash = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }
}
