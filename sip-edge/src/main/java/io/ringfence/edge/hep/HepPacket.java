package io.ringfence.edge.hep;

import io.ringfence.contracts.net.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One packet of the Homer encapsulation protocol, version 3: a header and chunks, all numbers in
/// network order. Vendor 0 has the types below.
///
/// @param kind what the payload is
/// @param isDatagram whether it came or went over UDP; every other transport is upon TCP
/// @param correlation the Call-ID it belongs to, where the payload does not say it
@SuppressWarnings("ArrayRecordComponent")
public record HepPacket(
    Kind kind,
    boolean isDatagram,
    Endpoint from,
    Endpoint to,
    Instant at,
    byte[] payload,
    @Nullable String correlation) {

  /// The protocol of a payload.
  public enum Kind {
    SIP(1),
    LOG(100);

    private final int type;

    Kind(int type) {
      this.type = type;
    }
  }

  /// One end of a message's way.
  public record Endpoint(IpAddress address, int port) {}

  private static final byte[] MAGIC = "HEP3".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 6;
  private static final int FIXED = 160;
  private static final int FAMILY = 0x0001;
  private static final int PROTOCOL = 0x0002;
  private static final int FROM_V4 = 0x0003;
  private static final int TO_V4 = 0x0004;
  private static final int FROM_V6 = 0x0005;
  private static final int TO_V6 = 0x0006;
  private static final int FROM_PORT = 0x0007;
  private static final int TO_PORT = 0x0008;
  private static final int SECONDS = 0x0009;
  private static final int MICROS = 0x000a;
  private static final int TYPE = 0x000b;
  private static final int AGENT = 0x000c;
  private static final int KEY = 0x000e;
  private static final int PAYLOAD = 0x000f;
  private static final int CORRELATION = 0x0011;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int UDP = 17;
  private static final int TCP = 6;

  /// What a UDP datagram holds, with room for the other chunks.
  private static final int MAX_PAYLOAD = 60_000;

  private static final int MAX_TEXT = 512;

  /// The packet as it is sent. A payload too long for a datagram is cut.
  ///
  /// @param agent the capture agent's number
  /// @param key that the collector asks for; empty for none
  public byte[] encoded(int agent, String key) {
    byte[] secret = cut(key);
    byte[] callId = cut(correlation == null ? "" : correlation);
    int length = Math.min(payload.length, MAX_PAYLOAD);
    var out = ByteBuffer.allocate(FIXED + secret.length + callId.length + length);
    out.put(MAGIC).putShort((short) 0);
    boolean isV6 = from.address.v6() || to.address.v6();
    chunk(out, FAMILY, 1).put((byte) (isV6 ? AF_INET6 : AF_INET));
    chunk(out, PROTOCOL, 1).put((byte) (isDatagram ? UDP : TCP));
    address(out, isV6 ? FROM_V6 : FROM_V4, isV6, from.address);
    address(out, isV6 ? TO_V6 : TO_V4, isV6, to.address);
    chunk(out, FROM_PORT, Short.BYTES).putShort((short) from.port);
    chunk(out, TO_PORT, Short.BYTES).putShort((short) to.port);
    chunk(out, SECONDS, Integer.BYTES).putInt((int) at.getEpochSecond());
    chunk(out, MICROS, Integer.BYTES).putInt(at.getNano() / 1_000);
    chunk(out, TYPE, 1).put((byte) kind.type);
    chunk(out, AGENT, Integer.BYTES).putInt(agent);
    if (secret.length > 0) {
      chunk(out, KEY, secret.length).put(secret);
    }
    if (callId.length > 0) {
      chunk(out, CORRELATION, callId.length).put(callId);
    }
    chunk(out, PAYLOAD, length).put(payload, 0, length);
    byte[] packet = new byte[out.position()];
    out.putShort(MAGIC.length, (short) packet.length).flip().get(packet);
    return packet;
  }

  private static ByteBuffer chunk(ByteBuffer out, int type, int length) {
    return out.putShort((short) 0).putShort((short) type).putShort((short) (HEADER + length));
  }

  /// Both addresses are of one family: an IPv4 one is mapped where the other is of IPv6.
  private static void address(ByteBuffer out, int type, boolean isV6, IpAddress address) {
    byte[] octets = address.toBytes();
    if (!isV6 || address.v6()) {
      chunk(out, type, octets.length).put(octets);
    } else {
      chunk(out, type, 16).put(new byte[10]).putShort((short) 0xffff).put(octets);
    }
  }

  private static byte[] cut(String text) {
    return text.substring(0, Math.min(text.length(), MAX_TEXT)).getBytes(StandardCharsets.UTF_8);
  }
}
