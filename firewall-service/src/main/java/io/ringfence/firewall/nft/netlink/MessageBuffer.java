package io.ringfence.firewall.nft.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Netlink messages one after the other, in memory that C can read: headers in the machine's byte
/// order, aligned to 4 bytes, and netfilter's attributes in them, whose numbers are big endian.
/// Grows as needed. For one thread.
public final class MessageBuffer implements AutoCloseable {

  static final int HEADER = 16;

  private static final int ATTRIBUTE = 4;
  private static final int NESTED = 0x8000;

  /// Kept from one use to the next.
  private static final int KEPT = 256 * 1024;

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Arena arena = Arena.ofConfined();
  private MemorySegment memory = arena.allocate(KEPT, Long.BYTES);
  private ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());

  /// Empties it.
  public void clear() {
    if (memory.byteSize() > KEPT) {
      replace(KEPT, 0);
    }
    bytes.clear();
  }

  public int size() {
    return bytes.position();
  }

  /// Begins a message of netfilter, see `struct nlmsghdr` and `struct nfgenmsg`.
  ///
  /// @return for [#end]
  public int begin(int type, int flags, int sequence, int family, int resource) {
    reserve(HEADER + ATTRIBUTE);
    int start = bytes.position();
    bytes.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
    bytes.put((byte) family).put((byte) 0);
    bytes.put((byte) (resource >>> 8)).put((byte) resource);
    return start;
  }

  public void end(int start) {
    bytes.putInt(start, bytes.position() - start);
  }

  /// Begins an attribute that holds attributes.
  ///
  /// @return for [#endNest]
  public int nest(int attribute) {
    reserve(ATTRIBUTE);
    int start = bytes.position();
    bytes.putShort((short) 0).putShort((short) (attribute | NESTED));
    return start;
  }

  public void endNest(int start) {
    bytes.putShort(start, (short) (bytes.position() - start));
  }

  public void put(int attribute, int value) {
    reserve(ATTRIBUTE + Integer.BYTES);
    header(attribute, Integer.BYTES);
    bytes.putInt(LITTLE ? Integer.reverseBytes(value) : value);
  }

  public void put(int attribute, long value) {
    reserve(ATTRIBUTE + Long.BYTES);
    header(attribute, Long.BYTES);
    putLong(value);
  }

  public void put(int attribute, long high, long low) {
    reserve(ATTRIBUTE + 2 * Long.BYTES);
    header(attribute, 2 * Long.BYTES);
    putLong(high);
    putLong(low);
  }

  /// A name, with the zero at its end.
  public void put(int attribute, String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    int padded = (text.length + 1 + 3) & ~3;
    reserve(ATTRIBUTE + padded);
    header(attribute, text.length + 1);
    bytes.put(text);
    for (int i = text.length; i < padded; i++) {
      bytes.put((byte) 0);
    }
  }

  /// Sets flags of a message that has begun.
  void addFlags(int start, int flags) {
    int at = start + 6;
    bytes.putShort(at, (short) (bytes.getShort(at) | flags));
  }

  MemorySegment messages() {
    return memory.asSlice(0, bytes.position());
  }

  @Override
  public void close() {
    arena.close();
  }

  private void putLong(long value) {
    bytes.putLong(LITTLE ? Long.reverseBytes(value) : value);
  }

  private void header(int attribute, int length) {
    bytes.putShort((short) (ATTRIBUTE + length)).putShort((short) attribute);
  }

  private void reserve(int more) {
    int needed = bytes.position() + more;
    if (needed > bytes.capacity()) {
      replace(Math.max(needed, 2 * bytes.capacity()), bytes.position());
    }
  }

  private void replace(int size, int kept) {
    var next = Arena.ofConfined();
    var larger = next.allocate(size, Long.BYTES);
    MemorySegment.copy(memory, 0, larger, 0, kept);
    arena.close();
    arena = next;
    memory = larger;
    bytes = larger.asByteBuffer().order(ByteOrder.nativeOrder()).position(kept);
  }
}
