package io.ringfence.edge.transaction;

/// How long things take on one flow, in milliseconds (RFC 3261 §17, table 4).
///
/// @param t1 an estimate of the round trip
/// @param t2 the longest time between retransmissions
/// @param t4 how long a message stays in the network
/// @param patience how long a request waits for the first response (timers B and F)
/// @param keeps how long a final response is kept, or is acknowledged each time that it comes, but
///     for a 2xx to INVITE (timers D, H and J)
/// @param isReliable whether the transport repeats by itself
public record Timings(long t1, long t2, long t4, long patience, long keeps, boolean isReliable) {

  private static final int TIMES = 64;
  private static final long T1 = 500;

  /// What RFC 3261 recommends.
  public static Timings of(boolean isReliable) {
    return new Timings(T1, 4_000, 5_000, TIMES * T1, TIMES * T1, isReliable);
  }

  /// Of a request that anybody might have sent: what it is answered is kept no longer than two
  /// repetitions take.
  public static Timings brief(boolean isReliable) {
    return new Timings(T1, 4_000, 0, TIMES * T1, 3 * T1, isReliable);
  }

  public Timings withPatience(long millis) {
    return new Timings(t1, t2, t4, millis, keeps, isReliable);
  }

  /// Timers L and M.
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
