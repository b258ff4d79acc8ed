package io.ringfence.edge.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Which prefix lengths have to be looked up for an address: those of prefixes that begin like it.
/// Looking up takes no lock; one thread at a time changes it.
///
/// With a lookup for each length in use a hundred thousand prefixes of all lengths would cost some
/// thirty lookups a packet. Here it is one load, of the lengths in use below the address's first 16
/// bits, which in IPv4 leaves one or two of a hundred thousand. In IPv6, where nearly all begins
/// alike, lengths above 32 are kept by a hash of the first 32 bits. A bit too many costs a lookup
/// and is never wrong, so buckets may be shared, and a count that is full stays.
final class PrefixLengths {

  private static final int BUCKET_BITS = 16;
  private static final int BUCKETS = 1 << BUCKET_BITS;
  private static final int SHORT = 32;
  private static final int LONG_ROWS = 128 - SHORT;
  private static final int FULL = 0xff;
  private static final VarHandle BITS = MethodHandles.arrayElementVarHandle(long[].class);

  /// Bit `n` for length `n`.
  private final long[] v4 = new long[BUCKETS];

  private final long[] v6Short = new long[BUCKETS];

  /// Bit `n` for length `33 + n` in the first, `97 + n` in the second.
  private final long[] v6Long = new long[BUCKETS];

  private final long[] v6Longest = new long[BUCKETS];
  private final byte[][] v4Counts = new byte[BUCKETS][];
  private final byte[][] v6ShortCounts = new byte[BUCKETS][];
  private final byte[][] v6LongCounts = new byte[BUCKETS][];
  private long countBytes;

  /// Bit `n` for length `n`.
  long ofV4(int address) {
    return (long) BITS.getOpaque(v4, address >>> BUCKET_BITS);
  }

  /// Bit `n` for length `n`, 0 to 32.
  long ofV6(long high) {
    return (long) BITS.getOpaque(v6Short, (int) (high >>> (64 - BUCKET_BITS)));
  }

  /// Bit `n` for length `33 + n`, 33 to 96.
  long longOfV6(long high) {
    return (long) BITS.getOpaque(v6Long, bucket(high));
  }

  /// Bit `n` for length `97 + n`.
  long longestOfV6(long high) {
    return (long) BITS.getOpaque(v6Longest, bucket(high));
  }

  private static int bucket(long high) {
    int first = (int) (high >>> SHORT);
    return (first * 0x9e37_79b9) >>> BUCKET_BITS;
  }

  void addV4(int address, int length) {
    change(v4, v4Counts, address >>> BUCKET_BITS, length, 1);
  }

  void removeV4(int address, int length) {
    change(v4, v4Counts, address >>> BUCKET_BITS, length, -1);
  }

  void addV6(long high, int length) {
    changeV6(high, length, 1);
  }

  void removeV6(long high, int length) {
    changeV6(high, length, -1);
  }

  private void changeV6(long high, int length, int change) {
    if (length <= SHORT) {
      change(v6Short, v6ShortCounts, (int) (high >>> (64 - BUCKET_BITS)), length, change);
      return;
    }
    int bucket = bucket(high);
    int row = length - SHORT - 1;
    int count = count(v6LongCounts, bucket, LONG_ROWS, row, change);
    mark(row < 64 ? v6Long : v6Longest, bucket, row & 63, count > 0);
  }

  /// Prefixes of up to 16 bits have whole buckets, and each length a bucket only once.
  private void change(long[] bits, byte[][] counts, int first, int length, int change) {
    if (length <= BUCKET_BITS) {
      for (int i = 0; i < 1 << (BUCKET_BITS - length); i++) {
        mark(bits, first + i, length, change > 0);
      }
      return;
    }
    int count = count(counts, first, BUCKET_BITS, length - BUCKET_BITS - 1, change);
    mark(bits, first, length, count > 0);
  }

  private int count(byte[][] counts, int bucket, int rows, int row, int change) {
    byte[] ofBucket = counts[bucket];
    if (ofBucket == null) {
      ofBucket = new byte[rows];
      counts[bucket] = ofBucket;
      countBytes += rows + 2L * Long.BYTES;
    }
    int count = ofBucket[row] & FULL;
    if (count != FULL) {
      count += change;
      ofBucket[row] = (byte) count;
    }
    return count;
  }

  private static void mark(long[] bits, int bucket, int bit, boolean on) {
    BITS.setOpaque(bits, bucket, on ? bits[bucket] | (1L << bit) : bits[bucket] & ~(1L << bit));
  }

  long bytes() {
    return BUCKETS * (4L * Long.BYTES + 3L * Integer.BYTES) + countBytes;
  }
}
