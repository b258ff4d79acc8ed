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
    return put(Long.toString(number));
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
