package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The header fields of one message in their order, as slices of the message. Line folding is gone
/// and no value holds a line end, so a value can be copied into a response as it is.
public final class HeaderTable {

  private static final int USUAL = 16;

  private final byte[] bytes;
  private Header[] names = new Header[USUAL];
  private int[] starts = new int[USUAL];
  private int[] ends = new int[USUAL];
  private int size;

  /// A bit for each name that there is.
  private int present;

  private int body;
  private int bodyEnd;

  HeaderTable(byte[] bytes) {
    this.bytes = bytes;
    this.bodyEnd = bytes.length;
  }

  void add(Header name, int start, int end) {
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    present |= bit(name);
    names[size] = name;
    starts[size] = start;
    ends[size] = end;
    size++;
  }

  int size() {
    return size;
  }

  void bodyFrom(int start) {
    body = start;
  }

  void bodyUntil(int end) {
    bodyEnd = end;
  }

  /// Where the body starts.
  int body() {
    return body;
  }

  /// Where it ends.
  int bodyEnd() {
    return bodyEnd;
  }

  /// Where the line of a field starts: at its name.
  int lineStart(int index) {
    int at = starts[index];
    while (at > 0 && bytes[at - 1] != Octets.LF) {
      at--;
    }
    return at;
  }

  Header name(int index) {
    return names[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  /// The whole message. Not to be changed.
  public byte[] bytes() {
    return bytes;
  }

  @SuppressWarnings("EnumOrdinal") // a bit of this process, nothing that is kept
  private static int bit(Header header) {
    return 1 << header.ordinal();
  }

  int indexOf(Header header) {
    if ((present & bit(header)) == 0) {
      return -1;
    }
    for (int i = 0; i < size; i++) {
      if (names[i] == header) {
        return i;
      }
    }
    return -1;
  }

  /// How many fields have this name.
  public int count(Header header) {
    if ((present & bit(header)) == 0) {
      return 0;
    }
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (names[i] == header) {
        count++;
      }
    }
    return count;
  }

  /// The value of the first field of this name, read as UTF-8.
  public @Nullable String first(Header header) {
    int index = indexOf(header);
    return index < 0 ? null : text(index);
  }

  /// The value of the first field of this name, one character an octet.
  public @Nullable String octets(Header header) {
    int index = indexOf(header);
    return index < 0 ? null : octets(index);
  }

  /// The values of all fields of this name.
  public List<String> all(Header header) {
    var values = new ArrayList<String>(1);
    for (int i = 0; i < size; i++) {
      if (names[i] == header) {
        values.add(text(i));
      }
    }
    return values;
  }

  String text(int index) {
    return new String(bytes, starts[index], ends[index] - starts[index], StandardCharsets.UTF_8);
  }

  /// Reads a value as UTF-8.
  Cursor cursor(int index) {
    return new Cursor(bytes, starts[index], ends[index], StandardCharsets.UTF_8);
  }

  /// A value with one character an octet, so that it is written as it came.
  String octets(int index) {
    return new String(
        bytes, starts[index], ends[index] - starts[index], StandardCharsets.ISO_8859_1);
  }

  /// Reads a value with one character an octet.
  Cursor octetCursor(int index) {
    return new Cursor(bytes, starts[index], ends[index], StandardCharsets.ISO_8859_1);
  }

  /// Reads the value of each field of this name.
  public List<Cursor> cursors(Header header) {
    var cursors = new ArrayList<Cursor>(1);
    for (int i = 0; i < size; i++) {
      if (names[i] == header) {
        cursors.add(cursor(i));
      }
    }
    return cursors;
  }

  /// The number that a value is; -1 when it is none.
  long number(int index) {
    return Octets.number(bytes, starts[index], ends[index]);
  }

  /// Whether the value of a field of this name is exactly this octet.
  public boolean has(Header header, char octet) {
    for (int i = 0; i < size; i++) {
      if (names[i] == header && ends[i] - starts[i] == 1 && bytes[starts[i]] == octet) {
        return true;
      }
    }
    return false;
  }
}
