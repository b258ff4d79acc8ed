package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/// Writes responses into one buffer that it keeps. Not for several threads.
///
/// A response copies all Via, the From, To, Call-ID and CSeq of its request (RFC 3261 §8.2.6). The
/// To tag is derived from the request, so every copy of a request gets the same without any
/// state.
public final class ResponseWriter {

  private static final byte[] FROM = octets("From: ");
  private static final byte[] TO = octets("To: ");
  private static final byte[] TAG = octets(";tag=");
  private static final byte[] CALL_ID = octets("Call-ID: ");
  private static final byte[] CSEQ = octets("CSeq: ");
  private static final byte[] END = octets("Content-Length: 0\r\n\r\n");

  private final Map<Status, byte[]> usualLines = new EnumMap<>(Status.class);
  private final long tagSeed;
  private final OctetBuilder out = new OctetBuilder();

  /// @param tagSeed random, so that tags cannot be foretold
  public ResponseWriter(long tagSeed) {
    this.tagSeed = tagSeed;
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] line(Status status, String phrase) {
    String line = "SIP/2.0 " + status.code() + ' ' + phrase + "\r\n";
    return line.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] usualLine(Status status) {
    return usualLines.computeIfAbsent(status, some -> line(some, some.phrase()));
  }

  /// Begins a response with what it copies; header fields may follow.
  public ResponseWriter begin(
      Status status, String phrase, HeaderTable request, Via top, Peer peer) {
    out.clear().put(phrase.equals(status.phrase()) ? usualLine(status) : line(status, phrase));
    boolean topmost = true;
    for (int i = 0; i < request.size(); i++) {
      switch (request.name(i)) {
        case VIA -> {
          if (topmost) {
            ReceivedVia.write(out, request, i, top, peer);
          } else {
            out.put("Via: ").value(request, i).crlf();
          }
          topmost = false;
        }
        case FROM -> out.put(FROM).value(request, i).crlf();
        case TO -> to(request, i);
        case CALL_ID -> out.put(CALL_ID).value(request, i).crlf();
        case CSEQ -> out.put(CSEQ).value(request, i).crlf();
        default -> {}
      }
    }
    return this;
  }

  public ResponseWriter header(String name, String value) {
    out.put(name).put(": ").put(value).crlf();
    return this;
  }

  /// A header field whose value is in two parts.
  public ResponseWriter header(String name, byte[] start, byte[] end) {
    out.put(name).put(": ").put(start).put(end).crlf();
    return this;
  }

  public ResponseWriter header(String name, long value) {
    out.put(name).put(": ").put(value).crlf();
    return this;
  }

  /// Ends the response.
  public byte[] end() {
    return out.put(END).toBytes();
  }

  private void to(HeaderTable request, int index) {
    out.put(TO).value(request, index);
    if (!hasTag(request, index)) {
      out.put(TAG);
      tag(request);
    }
    out.crlf();
  }

  private static boolean hasTag(HeaderTable request, int index) {
    byte[] bytes = request.bytes();
    int from = request.start(index);
    int bracket = from;
    for (int i = from; i < request.end(index); i++) {
      if (bytes[i] == '>') {
        bracket = i;
      }
    }
    for (int i = bracket; i + 4 <= request.end(index); i++) {
      boolean separated = i > from && (bytes[i - 1] == ';' || Octets.isBlank(bytes[i - 1]));
      boolean ends = bytes[i + 3] == '=' || bytes[i + 3] == ';' || Octets.isBlank(bytes[i + 3]);
      if (separated && ends && Octets.equalsIgnoreCase(bytes, i, i + 3, "tag")) {
        return true;
      }
    }
    return false;
  }

  /// A keyed 64-bit hash of what identifies the transaction.
  private void tag(HeaderTable request) {
    long hash = tagSeed;
    for (int i = 0; i < request.size(); i++) {
      Header name = request.name(i);
      if (name == Header.CALL_ID || name == Header.FROM || name == Header.CSEQ) {
        hash = Octets.hash(request.bytes(), request.start(i), request.end(i), hash);
      }
    }
    for (int shift = 60; shift >= 0; shift -= 4) {
      out.put((byte) Character.forDigit((int) (hash >>> shift) & 0xf, 16));
    }
  }
}
