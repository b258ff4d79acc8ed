package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds messages in one buffer that it keeps. Not for several threads.
final class OctetBuilder {

  private static final int USUAL = 2_048;

  /// Up to here copying characters is quicker than making an array of them.
  private static final int SHORT = 32;

  private byte[] buffer = new byte[USUAL];
  private int size;

  OctetBuilder clear() {
    size = 0;
    return this;
  }

  OctetBuilder put(String text) {
    int length = text.length();
    if (length > SHORT) {
      return utf8(text);
    }
    ensure(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return utf8(text);
      }
      buffer[size + i] = (byte) c;
    }
    size += length;
    return this;
  }

  OctetBuilder put(byte[] octets) {
    return copy(octets, 0, octets.length);
  }

  private OctetBuilder utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return copy(bytes, 0, bytes.length);
  }

  /// One character an octet.
  OctetBuilder octets(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return copy(bytes, 0, bytes.length);
  }

  OctetBuilder put(long number) {
    if (number < 0) {
      return put(Long.toString(number));
    }
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    ensure(digits);
    long rest = number;
    for (int at = size + digits - 1; at >= size; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
    return this;
  }

  OctetBuilder put(byte octet) {
    ensure(1);
    buffer[size++] = octet;
    return this;
  }

  /// The value of a header field.
  OctetBuilder value(HeaderTable headers, int index) {
    return copy(headers.bytes(), headers.start(index), headers.end(index));
  }

  /// A header field as it is.
  OctetBuilder line(HeaderTable headers, int index) {
    return copy(headers.bytes(), headers.lineStart(index), headers.end(index)).crlf();
  }

  OctetBuilder crlf() {
    return put(Octets.CR).put(Octets.LF);
  }

  OctetBuilder copy(byte[] from, int start, int end) {
    int length = end - start;
    ensure(length);
    System.arraycopy(from, start, buffer, size, length);
    size += length;
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
