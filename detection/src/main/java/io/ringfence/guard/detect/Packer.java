package io.ringfence.guard.detect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes numbers in as few bytes as they need (zigzag, seven bits a byte), and text with its
/// length.
final class Packer {

  private static final int FIRST_SIZE = 256;

  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_SIZE);

  void octet(int value) {
    room(1).put((byte) value);
  }

  void number(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      octet((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    octet((int) rest);
  }

  void fixed32(int value) {
    room(Integer.BYTES).putInt(value);
  }

  void fixed64(long value) {
    room(Long.BYTES).putLong(value);
  }

  void id(UUID id) {
    fixed64(id.getMostSignificantBits());
    fixed64(id.getLeastSignificantBits());
  }

  /// Length -1 is none.
  void text(@Nullable String text) {
    if (text == null) {
      number(-1);
    } else {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      part(bytes);
    }
  }

  /// Bytes with their length.
  void part(byte[] bytes) {
    number(bytes.length);
    rest(bytes);
  }

  void rest(byte[] bytes) {
    room(bytes.length).put(bytes);
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
      buffer = ByteBuffer.allocate(size).put(bytes());
    }
    return buffer;
  }
}
