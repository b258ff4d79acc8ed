package io.ringfence.guard.detect;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what [Packer] wrote.
final class Unpacker {

  private final ByteBuffer buffer;

  Unpacker(byte[] bytes) {
    buffer = ByteBuffer.wrap(bytes);
  }

  int octet() {
    return get(buffer::get) & 0xff;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = octet();
      value |= (long) (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }

  /// How many things follow, each of at least a byte.
  int size() {
    long size = number();
    if (size < 0 || size > buffer.remaining()) {
      throw new IllegalArgumentException("a size is wrong");
    }
    return (int) size;
  }

  int fixed32() {
    return get(buffer::getInt);
  }

  long fixed64() {
    return get(buffer::getLong);
  }

  UUID id() {
    return new UUID(fixed64(), fixed64());
  }

  @Nullable String text() {
    int start = buffer.position();
    if (number() == -1) {
      return null;
    }
    buffer.position(start);
    return new String(part(), StandardCharsets.UTF_8);
  }

  byte[] part() {
    byte[] bytes = new byte[size()];
    buffer.get(bytes);
    return bytes;
  }

  byte[] rest() {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static <T> T get(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the state is cut off", e);
    }
  }
}
