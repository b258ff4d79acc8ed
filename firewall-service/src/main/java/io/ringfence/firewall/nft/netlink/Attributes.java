package io.ringfence.firewall.nft.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Walks through the attributes of a message, or of an attribute that holds attributes. Numbers are
/// big endian, whatever the machine's order. Valid until the next message is received.
public final class Attributes {

  private static final int HEADER = 4;
  private static final int TYPE = 0x3fff;

  private final ByteBuffer bytes;
  private final int end;
  private int next;
  private int at;
  private int length;
  private int type;

  Attributes(ByteBuffer bytes, int start, int end) {
    this.bytes = bytes;
    this.next = start;
    this.end = end;
  }

  /// Goes on to the next one.
  ///
  /// @return whether there is one
  public boolean next() throws NetlinkException {
    if (next + HEADER > end) {
      return false;
    }
    int whole = bytes.getShort(next) & 0xffff;
    if (whole < HEADER || next + whole > end) {
      throw new NetlinkException("the kernel's answer is cut off");
    }
    type = bytes.getShort(next + 2) & TYPE;
    at = next + HEADER;
    length = whole - HEADER;
    next += (whole + 3) & ~3;
    return true;
  }

  /// Which one this is.
  public int type() {
    return type;
  }

  public int length() {
    return length;
  }

  public Attributes nested() {
    return new Attributes(bytes, at, at + length);
  }

  public int intValue() throws NetlinkException {
    require(Integer.BYTES);
    int value = bytes.getInt(at);
    return bytes.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
  }

  public long longValue() throws NetlinkException {
    return longValue(0);
  }

  /// @param index 0 for the first 8 bytes
  public long longValue(int index) throws NetlinkException {
    require((index + 1) * Long.BYTES);
    long value = bytes.getLong(at + index * Long.BYTES);
    return bytes.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
  }

  public byte[] bytes() {
    byte[] copy = new byte[length];
    bytes.get(at, copy);
    return copy;
  }

  /// A name, without the zero at its end.
  public String text() {
    byte[] copy = bytes();
    int size = copy.length > 0 && copy[copy.length - 1] == 0 ? copy.length - 1 : copy.length;
    return new String(copy, 0, size, StandardCharsets.US_ASCII);
  }

  private void require(int size) throws NetlinkException {
    if (length < size) {
      throw new NetlinkException("a number in the kernel's answer is too short");
    }
  }
}
