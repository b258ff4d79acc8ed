package io.ringfence.edge.sip;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into messages by Content-Length (RFC 3261 §18.3). For one connection.
///
/// A message without Content-Length has no body. Two line ends between messages are a keep-alive
/// that asks for an answer (RFC 5626 §3.5.1); a single one is passed over.
public final class StreamFramer {

  /// What the stream holds next.
  public sealed interface Frame {}

  /// One message. The octets are handed over.
  @SuppressWarnings("ArrayRecordComponent")
  public record Message(byte[] bytes) implements Frame {}

  /// A keep-alive, to be answered with one line end.
  public record Ping() implements Frame {}

  /// Nothing whole yet.
  public record Incomplete() implements Frame {}

  /// The stream cannot be read on: a message is too large, or its length is malformed.
  ///
  /// @param head the message's head, to be refused; empty when it is too large
  @SuppressWarnings("ArrayRecordComponent")
  public record Broken(byte[] head) implements Frame {}

  private static final Incomplete INCOMPLETE = new Incomplete();
  private static final byte[] NONE = {};
  private static final int USUAL = 1_024;
  private static final int MALFORMED = -1;

  private final int maxBytes;
  private byte[] buffer = NONE;
  private int start;
  private int end;
  private int scanned;

  /// The length of the message that has begun, once its head is there; 0 before.
  private int whole;

  public StreamFramer(SipLimits limits) {
    this.maxBytes = limits.maxMessageBytes();
  }

  /// Takes over what arrived.
  public void append(byte[] chunk) {
    if (start > 0 && (start == end || buffer.length - end < chunk.length)) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      scanned -= start;
      end -= start;
      start = 0;
    }
    if (buffer.length - end < chunk.length) {
      buffer =
          Arrays.copyOf(buffer, Math.max(Math.max(USUAL, buffer.length * 2), end + chunk.length));
    }
    System.arraycopy(chunk, 0, buffer, end, chunk.length);
    end += chunk.length;
  }

  /// The next frame. Call again until it is [Incomplete] or [Broken].
  public Frame next() {
    var frame = cutNext();
    if (start == end && buffer.length > USUAL) {
      buffer = NONE;
      start = 0;
      end = 0;
      scanned = 0;
    }
    return frame;
  }

  private Frame cutNext() {
    if (start < end && isLineEnd(buffer[start])) {
      var ping = lineEnds();
      if (ping != null) {
        return ping;
      }
    }
    if (whole > 0) {
      return end - start < whole ? INCOMPLETE : cut();
    }
    int body = headEnd();
    if (body < 0) {
      return end - start > maxBytes ? new Broken(new byte[0]) : INCOMPLETE;
    }
    int length = contentLength(body);
    if (length == MALFORMED) {
      return new Broken(Arrays.copyOfRange(buffer, start, body));
    }
    if (length > maxBytes - (body - start)) {
      return new Broken(new byte[0]);
    }
    whole = body - start + length;
    return end - start < whole ? INCOMPLETE : cut();
  }

  private Message cut() {
    var message = new Message(Arrays.copyOfRange(buffer, start, start + whole));
    start += whole;
    scanned = start;
    whole = 0;
    return message;
  }

  /// Whether a part of a message is held; line ends before one are none.
  public boolean hasBegun() {
    return start < end && !isLineEnd(buffer[start]);
  }

  /// The octets held at most before it grows; a connection that is quiet holds few.
  int capacity() {
    return buffer.length;
  }

  private static boolean isLineEnd(byte octet) {
    return octet == Octets.CR || octet == Octets.LF;
  }

  /// Passes line ends over; four octets of CR LF CR LF are a ping, half of one may still come.
  private @Nullable Frame lineEnds() {
    int at = start;
    while (at < end && at - start < 4 && isLineEnd(buffer[at])) {
      at++;
    }
    if (at - start == 4) {
      start = at;
      scanned = at;
      return new Ping();
    }
    if (at == end) {
      return INCOMPLETE;
    }
    start = at;
    scanned = Math.max(scanned, at);
    return null;
  }

  /// Where the body starts, or -1. Octets are looked at once, however the stream is cut.
  private int headEnd() {
    for (int i = Math.max(scanned, start + 1); i < end; i++) {
      if (buffer[i] != Octets.LF) {
        continue;
      }
      boolean bare = buffer[i - 1] == Octets.LF;
      boolean full = i - start >= 2 && buffer[i - 1] == Octets.CR && buffer[i - 2] == Octets.LF;
      if (bare || full) {
        scanned = i;
        return i + 1;
      }
    }
    scanned = Math.max(start, end);
    return -1;
  }

  private int contentLength(int headEnd) {
    int length = 0;
    boolean seen = false;
    int line = start;
    while (line < headEnd) {
      int lf = line;
      while (lf < headEnd - 1 && buffer[lf] != Octets.LF) {
        lf++;
      }
      int colon = line;
      while (colon < lf && buffer[colon] != ':') {
        colon++;
      }
      if (colon < lf && isContentLength(line, colon)) {
        int value = number(colon + 1, headEnd);
        if (value == MALFORMED || seen) {
          return MALFORMED;
        }
        seen = true;
        length = value;
      }
      line = lf + 1;
    }
    return length;
  }

  private boolean isContentLength(int from, int colon) {
    int to = colon;
    while (to > from && Octets.isBlank(buffer[to - 1])) {
      to--;
    }
    return to > from && Header.of(buffer, from, to) == Header.CONTENT_LENGTH;
  }

  /// A number between white space, which may be folded.
  private int number(int from, int to) {
    int at = from;
    while (at < to && (Octets.isBlank(buffer[at]) || foldAt(at, to))) {
      at++;
    }
    long value = 0;
    int digits = at;
    while (at < to && Octets.isDigit(buffer[at]) && value <= Integer.MAX_VALUE) {
      value = value * 10 + buffer[at++] - '0';
    }
    boolean none = at == digits;
    while (at < to && Octets.isBlank(buffer[at])) {
      at++;
    }
    boolean more = at < to && !isLineEnd(buffer[at]);
    return none || more || value > Integer.MAX_VALUE ? MALFORMED : (int) value;
  }

  private boolean foldAt(int at, int to) {
    if (buffer[at] == Octets.CR) {
      return at + 2 < to && buffer[at + 1] == Octets.LF && Octets.isBlank(buffer[at + 2]);
    }
    return buffer[at] == Octets.LF && at + 1 < to && Octets.isBlank(buffer[at + 1]);
  }
}
