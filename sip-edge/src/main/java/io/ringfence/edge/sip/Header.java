package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The header fields that this server reads, with their compact forms (RFC 3261 §7.3.3).
public enum Header {
  VIA("via", 'v'),
  FROM("from", 'f'),
  TO("to", 't'),
  CALL_ID("call-id", 'i'),
  CSEQ("cseq"),
  CONTACT("contact", 'm'),
  EXPIRES("expires"),
  MAX_FORWARDS("max-forwards"),
  ROUTE("route"),
  RECORD_ROUTE("record-route"),
  AUTHORIZATION("authorization"),
  PROXY_AUTHORIZATION("proxy-authorization"),
  WWW_AUTHENTICATE("www-authenticate"),
  PROXY_AUTHENTICATE("proxy-authenticate"),
  PROXY_REQUIRE("proxy-require"),
  MAX_BREADTH("max-breadth"),
  TIMESTAMP("timestamp"),
  CONTENT_LENGTH("content-length", 'l'),
  CONTENT_TYPE("content-type", 'c'),
  REQUIRE("require"),
  SUPPORTED("supported", 'k'),
  PATH("path"),
  PRIVACY("privacy"),
  P_ASSERTED_IDENTITY("p-asserted-identity"),
  P_PREFERRED_IDENTITY("p-preferred-identity"),
  USER_AGENT("user-agent"),
  SESSION_EXPIRES("session-expires", 'x'),
  OTHER("");

  private static final char NO_COMPACT_FORM = 0;
  private static final int LONGEST = 20;

  /// Makes letters lower case and leaves what else a name may have distinct.
  private static final long LOWER = 0x2020202020202020L;

  private static final List<List<Header>> BY_LENGTH = byLength();

  private final String lowerCase;
  private final char compact;

  /// Its first eight octets, see [Octets#eight].
  private final long start;

  Header(String lowerCase) {
    this(lowerCase, NO_COMPACT_FORM);
  }

  Header(String lowerCase, char compact) {
    this.lowerCase = lowerCase;
    this.compact = compact;
    byte[] octets = lowerCase.getBytes(StandardCharsets.US_ASCII);
    this.start = Octets.eight(octets, 0, octets.length);
  }

  private static List<List<Header>> byLength() {
    var table = new ArrayList<List<Header>>();
    for (int length = 0; length <= LONGEST; length++) {
      var row = new ArrayList<Header>();
      for (Header header : values()) {
        boolean compactForm = length == 1 && header.compact != NO_COMPACT_FORM;
        if (header != OTHER && (header.lowerCase.length() == length || compactForm)) {
          row.add(header);
        }
      }
      table.add(List.copyOf(row));
    }
    return List.copyOf(table);
  }

  /// @param bytes a token
  static Header of(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > LONGEST) {
      return OTHER;
    }
    if (length == 1) {
      return ofCompact(Octets.lower(bytes[from]));
    }
    var row = BY_LENGTH.get(length);
    if (row.isEmpty()) {
      return OTHER;
    }
    int unused = Math.max(0, Long.BYTES - length) * Byte.SIZE;
    long start = Octets.eight(bytes, from, to) | (LOWER >>> unused);
    for (int i = 0; i < row.size(); i++) {
      var header = row.get(i);
      if (header.start == start && header.endsAs(bytes, from)) {
        return header;
      }
    }
    return OTHER;
  }

  private static Header ofCompact(int letter) {
    for (Header header : BY_LENGTH.get(1)) {
      if (header.compact == letter) {
        return header;
      }
    }
    return OTHER;
  }

  private boolean endsAs(byte[] bytes, int from) {
    for (int i = Long.BYTES; i < lowerCase.length(); i++) {
      if (Octets.lower(bytes[from + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
