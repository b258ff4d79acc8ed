package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What must be true of every message that this server writes, whatever it was given: a line is a
/// field, and no field is there that nobody meant.
public final class Sound {

  /// All that answers of this server may have.
  public static final Set<String> ANSWER =
      Set.of(
          "via",
          "from",
          "to",
          "call-id",
          "cseq",
          "content-length",
          "contact",
          "path",
          "require",
          "flow-timer",
          "unsupported",
          "min-expires",
          "retry-after",
          "allow",
          "timestamp",
          "www-authenticate",
          "proxy-authenticate");

  private Sound() {}

  /// The lines of a message's head.
  ///
  /// @throws AssertionError when a line's end stands where none belongs
  public static List<String> head(byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    require(end > 0, "no empty line after the head", text);
    var lines = List.of(text.substring(0, end).split("\r\n", -1));
    for (String line : lines) {
      require(line.indexOf('\r') < 0 && line.indexOf('\n') < 0, "a bare line end", text);
    }
    return lines;
  }

  /// Checks an answer: it has nothing but what this server says and what it copies.
  ///
  /// @param request the head of what is answered
  public static void answer(byte[] answer, HeaderTable request) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    var lines = head(answer);
    require(lines.getFirst().matches("SIP/2\\.0 [1-6]\\d\\d .*"), "no status line", text);
    require(text.endsWith("Content-Length: 0\r\n\r\n"), "something after the end", text);
    var names = new ArrayList<String>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      require(colon > 0, "no field: " + line, text);
      names.add(line.substring(0, colon).toLowerCase(Locale.ROOT));
    }
    require(ANSWER.containsAll(names), "a field that is none of ours", text);
    for (Header copied : List.of(Header.VIA, Header.FROM, Header.TO, Header.CALL_ID, Header.CSEQ)) {
      String name = copied.name().toLowerCase(Locale.ROOT).replace('_', '-');
      long count = names.stream().filter(name::equals).count();
      require(count == request.count(copied), count + " of " + name, text);
    }
  }

  /// The table of a message that was read: every slice lies within it, in order.
  public static void table(HeaderTable table, SipLimits limits) {
    byte[] bytes = table.bytes();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    require(table.size() <= limits.maxHeaders(), "too many fields", text);
    int before = 0;
    for (int i = 0; i < table.size(); i++) {
      int start = table.start(i);
      int end = table.end(i);
      require(start >= before && end >= start && end <= bytes.length, "field " + i, text);
      require(end - start <= limits.maxHeaderBytes(), "too long: field " + i, text);
      require(table.lineStart(i) >= before && table.lineStart(i) < start, "line " + i, text);
      for (int at = table.lineStart(i); at < end; at++) {
        require(bytes[at] != '\r' && bytes[at] != '\n', "a line end in field " + i, text);
      }
      before = end;
    }
    require(table.body() >= before, "the body begins within the head", text);
    require(table.bodyEnd() >= table.body() && table.bodyEnd() <= bytes.length, "body", text);
  }

  public static void require(boolean holds, String otherwise, Object of) {
    if (!holds) {
      throw new AssertionError(otherwise + ": " + of);
    }
  }
}
