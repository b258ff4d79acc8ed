package io.ringfence.edge.sip;

import io.ringfence.contracts.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes responses into one buffer that it keeps. Not for several threads.
///
/// A response copies all Via, the From, To, Call-ID and CSeq of its request (RFC 3261 §8.2.6). The
/// To tag is derived from the request, so every copy of a request gets the same without any
/// state.
public final class ResponseWriter {

  private static final int USUAL = 2_048;
  private static final int TAG_DIGITS = 16;

  private final long tagSeed;
  private byte[] buffer = new byte[USUAL];
  private int size;

  /// @param tagSeed random, so that tags cannot be foretold
  public ResponseWriter(long tagSeed) {
    this.tagSeed = tagSeed;
  }

  /// Begins a response with what it copies; header fields may follow.
  public ResponseWriter begin(
      Status status, String phrase, HeaderTable request, Via top, Peer peer) {
    size = 0;
    put("SIP/2.0 ").put(status.code()).put(" ").put(phrase).put("\r\n");
    boolean topmost = true;
    for (int i = 0; i < request.size(); i++) {
      switch (request.name(i)) {
        case VIA -> {
          if (topmost) {
            topVia(request, i, top, peer);
          } else {
            put("Via: ").copy(request, i).put("\r\n");
          }
          topmost = false;
        }
        case FROM -> put("From: ").copy(request, i).put("\r\n");
        case TO -> to(request, i);
        case CALL_ID -> put("Call-ID: ").copy(request, i).put("\r\n");
        case CSEQ -> put("CSeq: ").copy(request, i).put("\r\n");
        default -> {}
      }
    }
    return this;
  }

  public ResponseWriter header(String name, String value) {
    return put(name).put(": ").put(value).put("\r\n");
  }

  public ResponseWriter header(String name, long value) {
    return put(name).put(": ").put(value).put("\r\n");
  }

  /// Ends the response.
  public byte[] end() {
    put("Content-Length: 0\r\n\r\n");
    return Arrays.copyOf(buffer, size);
  }

  /// The topmost Via says where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4).
  private void topVia(HeaderTable request, int index, Via top, Peer peer) {
    String source = peer.address().toString();
    boolean differs = !top.host().equals(hostText(peer.address()));
    put("Via: SIP/").put(top.version()).put("/").put(top.transport()).put(" ").put(top.host());
    if (top.port() >= 0) {
      put(":").put(top.port());
    }
    for (Params.Param param : top.params().list()) {
      if (param.is("rport")) {
        put(";rport=").put(peer.port());
      } else if (!param.is("received")) {
        put(";").put(param.name());
        if (param.value() != null) {
          put("=").octets(param.value());
        }
      }
    }
    if (differs || top.hasRport()) {
      put(";received=").put(source);
    }
    int rest = request.start(index) + top.end();
    copy(request.bytes(), rest, request.end(index)).put("\r\n");
  }

  private static String hostText(IpAddress address) {
    return address.v6() ? '[' + address.toString() + ']' : address.toString();
  }

  private void to(HeaderTable request, int index) {
    put("To: ").copy(request, index);
    if (!hasTag(request, index)) {
      put(";tag=").tag(request);
    }
    put("\r\n");
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
      if (separated && Octets.equalsIgnoreCase(bytes, i, i + 3, "tag")) {
        return true;
      }
    }
    return false;
  }

  /// A 64-bit hash (FNV-1a, finished as in SplitMix64) of what identifies the transaction.
  private void tag(HeaderTable request) {
    long hash = tagSeed ^ 0xcbf29ce484222325L;
    for (int i = 0; i < request.size(); i++) {
      Header name = request.name(i);
      if (name == Header.CALL_ID || name == Header.FROM || name == Header.CSEQ) {
        for (int at = request.start(i); at < request.end(i); at++) {
          hash = (hash ^ request.bytes()[at]) * 0x100000001b3L;
        }
      }
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    ensure(TAG_DIGITS);
    for (int shift = 60; shift >= 0; shift -= 4) {
      buffer[size++] = (byte) Character.forDigit((int) (hash >>> shift) & 0xf, 16);
    }
  }

  private ResponseWriter put(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return copy(bytes, 0, bytes.length);
  }

  private void octets(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    copy(bytes, 0, bytes.length);
  }

  private ResponseWriter put(long number) {
    return put(Long.toString(number));
  }

  private ResponseWriter copy(HeaderTable request, int index) {
    return copy(request.bytes(), request.start(index), request.end(index));
  }

  private ResponseWriter copy(byte[] from, int start, int end) {
    int length = end - start;
    ensure(length);
    System.arraycopy(from, start, buffer, size, length);
    size += length;
    return this;
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
