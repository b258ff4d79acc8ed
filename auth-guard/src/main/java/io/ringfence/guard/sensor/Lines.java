package io.ringfence.guard.sensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The whole lines of a part of a file, with where each begins.
///
/// @param end where the next part begins: after the last whole line, or within one that is longer
///     than a line may be
/// @param tooLong how many lines were longer; of such a line there is the beginning, and pieces
record Lines(List<Line> lines, long end, int tooLong) {

  /// As long as the longest SIP message over UDP: no phone system logs more of one.
  static final int MAX_LINE = 64 * 1024;

  /// The most that is read in one go.
  static final int MAX_BYTES = 1024 * 1024;

  /// @param text decoded as UTF-8; what is none is replaced
  record Line(long offset, String text) {}

  /// @param to where to stop at the latest; lines that end later are left
  static Lines read(FileChannel file, long from, long to) throws IOException {
    var buffer = ByteBuffer.allocate(Math.clamp(to - from, 0, MAX_BYTES));
    while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) >= 0) {
      // until it is full or the file is at its end
    }
    return of(buffer.array(), buffer.position(), from);
  }

  private static Lines of(byte[] bytes, int length, long from) {
    var lines = new ArrayList<Line>();
    int start = 0;
    int tooLong = 0;
    for (int i = 0; i < length; i++) {
      boolean ends = bytes[i] == '\n';
      if (ends || i - start == MAX_LINE - 1) {
        int end = !ends ? i + 1 : i > start && bytes[i - 1] == '\r' ? i - 1 : i;
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        lines.add(new Line(from + start, text));
        tooLong += ends ? 0 : 1;
        start = i + 1;
      }
    }
    return new Lines(lines, from + start, tooLong);
  }
}
