package io.ringfence.edge.digest;

import io.ringfence.edge.digest.Nonces.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// Which nonce counts have been used (RFC 7616 §5.4 and §5.5): each once, in any order within a
/// window, because UDP reorders. Not for several threads.
///
/// The nonces in use are a ring in the order of their first use, found by a hash table with chains;
/// both are plain arrays of their full size from the start, so a use allocates nothing and touches
/// few lines of memory, and none ever waits for a copy. A full ring gives up its eldest, which is
/// counted; what has been given up can no longer be told from what was never used, so every nonce
/// that is not known and was issued no later than one given up is forgotten: its peer is
/// challenged anew. The same holds for those issued before the start.
public final class NonceCounts {

  /// What an answer makes of its nonce.
  enum Use {
    /// This count was not used before.
    FIRST,
    /// This very message was seen before.
    REPEATED,
    /// Another message had this count, or it is too old to say.
    REPLAYED,
    /// It cannot be said any more what was used of this nonce.
    FORGOTTEN
  }

  private static final int WINDOW = Integer.SIZE;
  /// Messages whose retransmissions are recognised, of one nonce.
  private static final int REMEMBERED = 4;

  private final long lifetimeMillis;
  private long forgottenUntilMillis;
  private long evicted;

  private final long[] ids;
  private final long[] issuedAtMillis;
  private final int[] highest;
  /// Bit i: whether `highest - 1 - i` was used.
  private final int[] windows;
  private final int[] fingerprints;
  private final int[] next;
  /// One more than the index of a chain's first nonce.
  private final int[] chains;
  private int eldest;
  private int size;

  /// @param maxNonces at least 1
  /// @param startedAt nonces issued before are not answered
  public NonceCounts(int maxNonces, Duration lifetime, Instant startedAt) {
    if (maxNonces < 1) {
      throw new IllegalArgumentException("at least one nonce must be remembered");
    }
    this.lifetimeMillis = lifetime.toMillis();
    this.forgottenUntilMillis = startedAt.toEpochMilli() - 1;
    this.ids = new long[maxNonces];
    this.issuedAtMillis = new long[maxNonces];
    this.highest = new int[maxNonces];
    this.windows = new int[maxNonces];
    this.fingerprints = new int[maxNonces * REMEMBERED];
    this.next = new int[maxNonces];
    this.chains = new int[chains(maxNonces)];
  }

  private static int chains(int capacity) {
    return Integer.highestOneBit(Math.max(capacity, 2) - 1) << 1;
  }

  /// Uses a count up.
  ///
  /// @param count below 2^32
  Use use(Reading nonce, long count, int fingerprint, Instant now) {
    int at = find(nonce.id());
    if (at < 0) {
      if (nonce.issuedAtMillis() <= forgottenUntilMillis) {
        return Use.FORGOTTEN;
      }
      at = add(nonce, now.toEpochMilli());
      highest[at] = (int) count;
      windows[at] = 0;
      Arrays.fill(fingerprints, at * REMEMBERED, (at + 1) * REMEMBERED, 0);
    } else if (!isUnused(at, count)) {
      boolean known = fingerprints[slot(at, count)] == fingerprint;
      return known && isInWindow(at, count) ? Use.REPEATED : Use.REPLAYED;
    }
    fingerprints[slot(at, count)] = fingerprint;
    return Use.FIRST;
  }

  private static int slot(int at, long count) {
    return at * REMEMBERED + (int) (count % REMEMBERED);
  }

  private boolean isInWindow(int at, long count) {
    return Integer.toUnsignedLong(highest[at]) - count <= WINDOW;
  }

  /// Whether a count of a known nonce is new; it no longer is then.
  private boolean isUnused(int at, long count) {
    long ahead = count - Integer.toUnsignedLong(highest[at]);
    if (ahead > 0) {
      int kept = ahead >= WINDOW ? 0 : windows[at] << ahead;
      windows[at] = ahead > WINDOW ? 0 : kept | 1 << (ahead - 1);
      highest[at] = (int) count;
      return true;
    }
    if (ahead == 0 || -ahead > WINDOW) {
      return false;
    }
    int bit = 1 << (-ahead - 1);
    boolean unused = (windows[at] & bit) == 0;
    windows[at] |= bit;
    return unused;
  }

  private int find(long id) {
    int at = chains[chain(id)] - 1;
    while (at >= 0 && ids[at] != id) {
      at = next[at] - 1;
    }
    return at;
  }

  private int chain(long id) {
    return (int) id & (chains.length - 1);
  }

  private int add(Reading nonce, long nowMillis) {
    sweep(nowMillis);
    if (size == ids.length) {
      removeEldest();
      evicted++;
    }
    int at = eldest + size;
    at -= at >= ids.length ? ids.length : 0;
    size++;
    ids[at] = nonce.id();
    issuedAtMillis[at] = nonce.issuedAtMillis();
    link(at);
    return at;
  }

  private void link(int at) {
    int chain = chain(ids[at]);
    next[at] = chains[chain];
    chains[chain] = at + 1;
  }

  private void removeEldest() {
    forgottenUntilMillis = Math.max(forgottenUntilMillis, issuedAtMillis[eldest]);
    int chain = chain(ids[eldest]);
    int at = chains[chain] - 1;
    if (at == eldest) {
      chains[chain] = next[eldest];
    } else {
      while (next[at] - 1 != eldest) {
        at = next[at] - 1;
      }
      next[at] = next[eldest];
    }
    eldest = eldest + 1 == ids.length ? 0 : eldest + 1;
    size--;
  }

  /// Forgets the eldest that have expired: no answer to them is taken any more.
  public void sweep(long nowMillis) {
    while (size > 0 && nowMillis - issuedAtMillis[eldest] > lifetimeMillis) {
      removeEldest();
    }
  }

  public int size() {
    return size;
  }

  /// How many nonces were given up at the bound.
  public long evicted() {
    return evicted;
  }
}
