package io.ringfence.edge.admission;

import java.util.Arrays;

/// The blocks that end by themselves, by the second of their end, modulo the wheel's turn of 18
/// hours: letting go what has ended looks at what ends about now and at little else. For one thread
/// at a time.
final class ExpiryWheel {

  private static final int NONE = BlockRecords.NONE;
  private static final int SECONDS = 1 << 16;
  private static final int NOT_LINKED = Integer.MIN_VALUE;
  private static final long MILLIS = 1_000;
  private static final int[] NO_ROWS = {};

  private final BlockRecords records;

  /// The first row of each second. Its `previous` is the bitwise complement of the second.
  private final int[] first = new int[SECONDS];

  /// All before has been let go.
  private long second;

  ExpiryWheel(BlockRecords records) {
    this.records = records;
    Arrays.fill(first, NONE);
  }

  void add(int row) {
    long endMillis = records.expiresAtMillis(row);
    if (endMillis == Long.MAX_VALUE) {
      records.links(row, NONE, NOT_LINKED);
      return;
    }
    second = Math.min(second, endMillis / MILLIS);
    int bucket = bucket(endMillis / MILLIS);
    int next = first[bucket];
    if (next != NONE) {
      records.links(next, records.next(next), row);
    }
    records.links(row, next, ~bucket);
    first[bucket] = row;
  }

  void remove(int row) {
    int previous = records.previous(row);
    int next = records.next(row);
    if (previous == NOT_LINKED) {
      return;
    }
    if (previous < 0) {
      first[~previous] = next;
    } else {
      records.links(previous, next, records.previous(previous));
    }
    if (next != NONE) {
      records.links(next, records.next(next), previous);
    }
  }

  /// Rows that are over, still in the wheel: the caller removes them before asking again.
  ///
  /// @param max how many to give at once
  int[] over(long nowMillis, int max) {
    long now = nowMillis / MILLIS;
    if (second > now || second < now - SECONDS) {
      second = second > now ? now : now - SECONDS + 1;
    }
    int[] over = NO_ROWS;
    int count = 0;
    while (true) {
      for (int row = first[bucket(second)]; row != NONE; row = records.next(row)) {
        if (nowMillis >= records.expiresAtMillis(row)) {
          over = count < over.length ? over : Arrays.copyOf(over, Math.max(16, count * 2));
          over[count++] = row;
          if (count == max) {
            return Arrays.copyOf(over, count);
          }
        }
      }
      if (second == now) {
        return Arrays.copyOf(over, count);
      }
      second++;
    }
  }

  private static int bucket(long second) {
    return (int) second & (SECONDS - 1);
  }

  long bytes() {
    return (long) SECONDS * Integer.BYTES;
  }
}
