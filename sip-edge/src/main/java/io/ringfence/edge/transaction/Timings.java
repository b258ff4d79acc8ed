package io.ringfence.edge.transaction;

/// How long things take on one flow, in milliseconds (RFC 3261 §17, table 4).
///
/// @param t1 an estimate of the round trip
/// @param t2 the longest time between retransmissions
/// @param t4 how long a message stays in the network
/// @param patience how long a request waits for the first response (timers B and F)
/// @param isReliable whether the transport repeats by itself
public record Timings(long t1, long t2, long t4, long patience, boolean isReliable) {

  private static final int TIMES = 64;
  private static final long T1 = 500;

  /// What RFC 3261 recommends.
  public static Timings of(boolean isReliable) {
    return new Timings(T1, 4_000, 5_000, TIMES * T1, isReliable);
  }

  public Timings withPatience(long millis) {
    return new Timings(t1, t2, t4, millis, isReliable);
  }

  /// Timers H, J, L and M, and D, which is to be 32 seconds at least.
  long linger() {
    return TIMES * t1;
  }

  /// Zero for a transport that repeats by itself.
  long ifUnreliable(long millis) {
    return isReliable ? 0 : millis;
  }

  /// When a message is to be sent again; never by a transport that repeats by itself.
  long again(long now, long interval) {
    return isReliable ? Long.MAX_VALUE : now + interval;
  }
}
