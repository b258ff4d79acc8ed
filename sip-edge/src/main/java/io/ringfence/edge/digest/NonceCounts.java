package io.ringfence.edge.digest;

import io.ringfence.edge.digest.Nonces.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// Which nonce counts have been used (RFC 7616 §5.4 and §5.5): each once, in any order within a
/// window, because UDP reorders. Not for several threads.
///
/// The nonces in use are a ring in the order of their first use, found by a hash table with chains;
/// both are plain arrays that grow up to the bound, so a use allocates nothing and touches few
/// lines of memory. A full ring gives up its eldest, which is counted; what has been given up can
/// no longer be told from what was never used, so every nonce that is not known and was issued no
/// later than one given up is forgotten: its peer is challenged anew. The same holds for those
/// issued before the start.
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

  private static final int FIRST_CAPACITY = 1_024;
  private static final int WINDOW = Integer.SIZE;
  /// Messages whose retransmissions are recognised, of one nonce.
  private static final int REMEMBERED = 4;

  private final int maxNonces;
  private final long lifetimeMillis;
  private long forgottenUntilMillis;
  private long evicted;

  private long[] ids;
  private long[] issuedAtMillis;
  private int[] highest;
  /// Bit i: whether `highest - 1 - i` was used.
  private int[] windows;
  private int[] fingerprints;
  private int[] next;
  /// One more than the index of a chain's first nonce.
  private int[] chains;
  private int eldest;
  private int size;

  /// @param maxNonces at least 1
  /// @param startedAt nonces issued before are not answered
  public NonceCounts(int maxNonces, Duration lifetime, Instant startedAt) {
    if (maxNonces < 1) {
      throw new IllegalArgumentException("at least one nonce must be remembered");
    }
    this.maxNonces = maxNonces;
    this.lifetimeMillis = lifetime.toMillis();
    this.forgottenUntilMillis = startedAt.toEpochMilli() - 1;
    int capacity = Math.min(FIRST_CAPACITY, maxNonces);
    this.ids = new long[capacity];
    this.issuedAtMillis = new long[capacity];
    this.highest = new int[capacity];
    this.windows = new int[capacity];
    this.fingerprints = new int[capacity * REMEMBERED];
    this.next = new int[capacity];
    this.chains = new int[chains(capacity)];
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
      if (size < maxNonces) {
        grow();
      } else {
        removeEldest();
        evicted++;
      }
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

  /// Only when the ring is full, so everything in it moves.
  private void grow() {
    int capacity = (int) Math.min(maxNonces, size * 2L);
    ids = unrolled(ids, capacity);
    issuedAtMillis = unrolled(issuedAtMillis, capacity);
    highest = unrolled(highest, 1, capacity);
    windows = unrolled(windows, 1, capacity);
    fingerprints = unrolled(fingerprints, REMEMBERED, capacity);
    next = new int[capacity];
    chains = new int[chains(capacity)];
    eldest = 0;
    for (int at = 0; at < size; at++) {
      link(at);
    }
  }

  private long[] unrolled(long[] ring, int capacity) {
    long[] more = new long[capacity];
    System.arraycopy(ring, eldest, more, 0, size - eldest);
    System.arraycopy(ring, 0, more, size - eldest, eldest);
    return more;
  }

  private int[] unrolled(int[] ring, int width, int capacity) {
    int[] more = new int[capacity * width];
    int split = eldest * width;
    System.arraycopy(ring, split, more, 0, ring.length - split);
    System.arraycopy(ring, 0, more, ring.length - split, split);
    return more;
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
