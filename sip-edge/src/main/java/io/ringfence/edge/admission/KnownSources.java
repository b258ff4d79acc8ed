package io.ringfence.edge.admission;

import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;

/// Remembers pairs of a name and a source, an IPv4 address or IPv6 /64. Neither asking nor noting
/// makes an object. For any thread.
///
/// A pair is kept as a seeded hash of 64 bits with its time. Pairs are in groups of four by the
/// hash; a full group gives up the eldest, which is counted when it was not due.
public final class KnownSources {

  private static final int WAYS = 4;
  private static final int WORDS = 2;
  private static final int GROUP = WAYS * WORDS;

  private final long lifetimeMillis;
  private final long seed;
  private final int groups;
  private final long[] table;
  private long evicted;

  /// @param seed keeps outsiders from choosing names that are taken for others
  public KnownSources(int maxPairs, Duration lifetime, long seed) {
    this.lifetimeMillis = lifetime.toMillis();
    this.seed = seed;
    this.groups = Integer.highestOneBit(Math.max(1, maxPairs / WAYS));
    this.table = new long[groups * GROUP];
  }

  /// The account was logged in to from here.
  public synchronized void seen(String account, IpAddress source, long atMillis) {
    long pair = pair(account, source);
    int first = first(pair);
    int eldest = first;
    for (int at = first; at < first + GROUP; at += WORDS) {
      if (table[at] == pair) {
        table[at + 1] = Math.max(table[at + 1], atMillis);
        return;
      }
      if (table[at + 1] < table[eldest + 1]) {
        eldest = at;
      }
    }
    if (table[eldest + 1] > atMillis - lifetimeMillis) {
      evicted++;
    }
    table[eldest] = pair;
    table[eldest + 1] = atMillis;
  }

  /// Whether the account was logged in to from here lately.
  public boolean has(String account, IpAddress source, long nowMillis) {
    return hasSince(account, source, nowMillis - lifetimeMillis);
  }

  /// Whether the account was logged in to from here after this time.
  public synchronized boolean hasSince(String account, IpAddress source, long sinceMillis) {
    long pair = pair(account, source);
    int first = first(pair);
    for (int at = first; at < first + GROUP; at += WORDS) {
      if (table[at] == pair) {
        return table[at + 1] > sinceMillis;
      }
    }
    return false;
  }

  private int first(long pair) {
    return ((int) (pair >>> 32) & (groups - 1)) * GROUP;
  }

  private long pair(String account, IpAddress source) {
    return SeededHash.of(source, SeededHash.of(account, seed));
  }

  /// How many pairs were given up at the bound.
  public synchronized long evicted() {
    return evicted;
  }
}
