package io.ringfence.edge.admission;

import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.util.Arrays;

/// Which accounts are logged in to from a source: the latest two, which is enough to say whether
/// there are others than a given one. Neither asking nor noting makes an object. For any thread.
///
/// A source and an account are each kept as a seeded hash of 64 bits, the account with its time.
/// Sources are in groups of four by the hash; a full group gives up the one that was quiet longest,
/// which is counted when it was not due.
final class Inhabitants {

  private static final int WAYS = 4;
  private static final int FIRST = 1;
  private static final int SECOND = 3;
  private static final int WORDS = 5;
  private static final int GROUP = WAYS * WORDS;

  private final long lifetimeMillis;
  private final long seed;
  private final int groups;
  private final long[] table;
  private long evicted;

  Inhabitants(int maxSources, Duration lifetime, long seed) {
    this.lifetimeMillis = lifetime.toMillis();
    this.seed = seed;
    this.groups = Integer.highestOneBit(Math.max(1, maxSources / WAYS));
    this.table = new long[groups * GROUP];
  }

  synchronized void seen(String account, IpAddress source, long atMillis) {
    int at = place(SeededHash.of(source, seed), atMillis);
    long name = SeededHash.of(account, seed);
    int slot = table[at + FIRST] == name ? FIRST : SECOND;
    if (table[at + slot] != name && table[at + FIRST + 1] < table[at + SECOND + 1]) {
      slot = FIRST;
    }
    long before = table[at + slot] == name ? table[at + slot + 1] : 0;
    table[at + slot] = name;
    table[at + slot + 1] = Math.max(before, atMillis);
  }

  /// Where the source is, or is to be from now on.
  private int place(long source, long atMillis) {
    int first = first(source);
    int quietest = first;
    for (int at = first; at < first + GROUP; at += WORDS) {
      if (table[at] == source) {
        return at;
      }
      if (latest(at) < latest(quietest)) {
        quietest = at;
      }
    }
    if (latest(quietest) > atMillis - lifetimeMillis) {
      evicted++;
    }
    Arrays.fill(table, quietest, quietest + WORDS, 0);
    table[quietest] = source;
    return quietest;
  }

  private long latest(int at) {
    return Math.max(table[at + FIRST + 1], table[at + SECOND + 1]);
  }

  private int first(long source) {
    return ((int) (source >>> 32) & (groups - 1)) * GROUP;
  }

  /// Whether another account than this was logged in to from here lately.
  synchronized boolean hasOthers(String account, IpAddress source, long nowMillis) {
    long wanted = SeededHash.of(source, seed);
    int first = first(wanted);
    for (int at = first; at < first + GROUP; at += WORDS) {
      if (table[at] == wanted) {
        long name = SeededHash.of(account, seed);
        return isOther(at + FIRST, name, nowMillis) || isOther(at + SECOND, name, nowMillis);
      }
    }
    return false;
  }

  private boolean isOther(int slot, long name, long nowMillis) {
    return table[slot] != name && table[slot + 1] > Math.max(0, nowMillis - lifetimeMillis);
  }

  synchronized long evicted() {
    return evicted;
  }
}
