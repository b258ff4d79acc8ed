package io.ringfence.edge.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Finds the row of a target in [BlockRecords]. Looking up takes no lock and makes no object, and a
/// target that is not there costs one cache line as a rule; one thread at a time changes it.
///
/// It is one open-addressing table for all kinds of targets. A slot holds half of the hash and the
/// row's number in one word, so it is published whole. Slots do not move: what has been removed
/// leaves a mark that the next to come there overwrites, and a table that is full of marks or
/// entries is made anew beside the old one and then published. So a reader finds every target that
/// was there when it began and has not been removed since. The hash is seeded: nobody outside can
/// choose addresses that meet.
final class BlockIndex {

  static final int NONE = BlockRecords.NONE;

  /// The kinds of a target. A prefix has its length added.
  static final int V4_ADDRESS = 0;

  static final int V6_ADDRESS = 1;
  static final int V4_PREFIX = 0x100;
  static final int V6_PREFIX = 0x200;

  private static final long EMPTY = 0;
  private static final long REMOVED = 0xffff_ffffL;
  private static final long HALF_OF_HASH = 0xffff_ffff_0000_0000L;
  private static final int SMALLEST = 64;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

  private final BlockRecords records;
  private final long seed;
  private volatile long[] slots = new long[SMALLEST];
  private int taken;
  private int size;

  BlockIndex(BlockRecords records, long seed) {
    this.records = records;
    this.seed = seed;
  }

  /// @return [#NONE] when the target is not there
  int find(long high, long low, int kind) {
    long hash = hash(high, low, kind);
    long[] table = slots;
    int mask = table.length - 1;
    for (int at = (int) hash & mask; ; at = (at + 1) & mask) {
      long slot = (long) SLOT.getAcquire(table, at);
      if (slot == EMPTY) {
        return NONE;
      }
      if ((slot & HALF_OF_HASH) == (hash & HALF_OF_HASH)
          && slot != REMOVED
          && records.is(row(slot), high, low, kind)) {
        return row(slot);
      }
    }
  }

  private static int row(long slot) {
    return (int) slot - 1;
  }

  /// Publishes a row. Its target must not be there yet.
  void add(int row) {
    if (taken >= slots.length / 8 * 5) {
      renew();
    }
    long hash = hash(records.high(row), records.low(row), records.kind(row));
    size++;
    if (put(slots, hash, row)) {
      taken++;
    }
  }

  /// @return whether an empty slot was taken
  private static boolean put(long[] table, long hash, int row) {
    int mask = table.length - 1;
    int at = (int) hash & mask;
    while (table[at] != EMPTY && table[at] != REMOVED) {
      at = (at + 1) & mask;
    }
    boolean wasEmpty = table[at] == EMPTY;
    SLOT.setRelease(table, at, (hash & HALF_OF_HASH) | (row + 1));
    return wasEmpty;
  }

  void remove(int row) {
    long[] table = slots;
    int mask = table.length - 1;
    int at = (int) hash(records.high(row), records.low(row), records.kind(row)) & mask;
    while (table[at] == REMOVED || row(table[at]) != row) {
      at = (at + 1) & mask;
    }
    SLOT.setRelease(table, at, REMOVED);
    size--;
  }

  private void renew() {
    long[] old = slots;
    long[] table = new long[size > old.length / 8 * 3 ? old.length * 2 : old.length];
    for (long slot : old) {
      if (slot != EMPTY && slot != REMOVED) {
        int row = row(slot);
        put(table, hash(records.high(row), records.low(row), records.kind(row)), row);
      }
    }
    taken = size;
    slots = table;
  }

  private long hash(long high, long low, int kind) {
    long hash = ((high + kind) ^ seed) * 0x9e37_79b9_7f4a_7c15L;
    hash = (hash ^ (hash >>> 32) ^ low) * 0xbf58_476d_1ce4_e5b9L;
    hash = (hash ^ (hash >>> 29)) * 0x94d0_49bb_1331_11ebL;
    return hash ^ (hash >>> 32);
  }

  long bytes() {
    return (long) slots.length * Long.BYTES;
  }
}
