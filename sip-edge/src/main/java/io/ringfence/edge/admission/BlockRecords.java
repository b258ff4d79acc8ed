package io.ringfence.edge.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.UUID;

/// The blocks on addresses and prefixes as rows of primitive words, by number. One thread at a time
/// changes them, any may read.
///
/// A million blocks as objects are some 150 bytes each with their keys and table entries; as rows
/// they are 56, in one line of cache or two, and a garbage collector has nothing to walk. Rows are
/// in chunks, so that growing copies nothing. A row is written before [BlockIndex] publishes its
/// number. A reader that holds the number of a row that is being given to another block sees words
/// of both, which [#is] then tells apart.
final class BlockRecords {

  static final int NONE = -1;

  private static final int HIGH = 0;
  private static final int LOW = 1;
  private static final int KIND = 2;
  private static final int EXPIRES_AT = 3;
  private static final int ID_HIGH = 4;
  private static final int ID_LOW = 5;
  private static final int LINKS = 6;
  private static final int WORDS = 7;

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
  private static final int ORIGIN_SHIFT = 16;
  private static final int KIND_MASK = 0xffff;
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private volatile long[][] chunks = {};
  private int rows;
  private int firstFree = NONE;

  /// Takes a free row, or a new one.
  ///
  /// @param high of the first address, and `low`
  /// @param kind what the target is, see [BlockIndex]
  int add(long high, long low, int kind, int origin, UUID id, long expiresAtMillis) {
    int row = firstFree;
    if (row == NONE) {
      row = rows++;
      if (row >>> CHUNK_BITS == chunks.length) {
        long[][] more = Arrays.copyOf(chunks, chunks.length + 1);
        more[chunks.length] = new long[CHUNK_ROWS * WORDS];
        chunks = more;
      }
    } else {
      firstFree = next(row);
    }
    set(row, HIGH, high);
    set(row, LOW, low);
    set(row, KIND, ((long) origin << ORIGIN_SHIFT) | kind);
    change(row, origin, id, expiresAtMillis);
    return row;
  }

  /// Another block on the same target, or the same with another end.
  void change(int row, int origin, UUID id, long expiresAtMillis) {
    set(row, KIND, ((long) origin << ORIGIN_SHIFT) | kind(row));
    set(row, ID_HIGH, id.getMostSignificantBits());
    set(row, ID_LOW, id.getLeastSignificantBits());
    set(row, EXPIRES_AT, expiresAtMillis);
  }

  void free(int row) {
    links(row, firstFree, NONE);
    firstFree = row;
  }

  private long get(int row, int word) {
    long[] chunk = chunks[row >>> CHUNK_BITS];
    return (long) WORD.getOpaque(chunk, (row & (CHUNK_ROWS - 1)) * WORDS + word);
  }

  private void set(int row, int word, long value) {
    WORD.setOpaque(chunks[row >>> CHUNK_BITS], (row & (CHUNK_ROWS - 1)) * WORDS + word, value);
  }

  /// Whether the row is that of this target.
  boolean is(int row, long high, long low, int kind) {
    return get(row, LOW) == low && get(row, HIGH) == high && kind(row) == kind;
  }

  long high(int row) {
    return get(row, HIGH);
  }

  long low(int row) {
    return get(row, LOW);
  }

  int kind(int row) {
    return (int) get(row, KIND) & KIND_MASK;
  }

  int origin(int row) {
    return (int) get(row, KIND) >>> ORIGIN_SHIFT;
  }

  UUID id(int row) {
    return new UUID(get(row, ID_HIGH), get(row, ID_LOW));
  }

  long expiresAtMillis(int row) {
    return get(row, EXPIRES_AT);
  }

  int next(int row) {
    return (int) (get(row, LINKS) >>> 32);
  }

  int previous(int row) {
    return (int) get(row, LINKS);
  }

  void links(int row, int next, int previous) {
    set(row, LINKS, ((long) next << 32) | (previous & 0xffff_ffffL));
  }

  long bytes() {
    return (long) chunks.length * CHUNK_ROWS * WORDS * Long.BYTES;
  }
}
