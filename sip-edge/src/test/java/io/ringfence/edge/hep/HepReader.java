package io.ringfence.edge.hep;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Reads HEP3 packets. Written from the protocol's description, apart from what writes them.
public record HepReader(Map<Integer, byte[]> chunks) {

  public static HepReader read(byte[] packet) {
    var in = ByteBuffer.wrap(packet);
    byte[] magic = new byte[4];
    in.get(magic);
    if (!new String(magic, StandardCharsets.US_ASCII).equals("HEP3")
        || (in.getShort() & 0xffff) != packet.length) {
      throw new AssertionError("no HEP3 packet, or another length");
    }
    var chunks = new HashMap<Integer, byte[]>();
    while (in.hasRemaining()) {
      int vendor = in.getShort();
      int type = in.getShort() & 0xffff;
      byte[] content = new byte[(in.getShort() & 0xffff) - 6];
      in.get(content);
      if (vendor != 0 || chunks.put(type, content) != null) {
        throw new AssertionError("chunk " + type + " of vendor " + vendor);
      }
    }
    return new HepReader(chunks);
  }

  private int number(int type) {
    int number = 0;
    for (byte octet : chunks.get(type)) {
      number = number << 8 | (octet & 0xff);
    }
    return number;
  }

  private String text(int type) {
    byte[] content = chunks.get(type);
    return content == null ? null : new String(content, StandardCharsets.UTF_8);
  }

  private String address(int v4, int v6) {
    try {
      byte[] content = chunks.containsKey(v4) ? chunks.get(v4) : chunks.get(v6);
      return InetAddress.getByAddress(content).getHostAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  public int family() {
    return number(1);
  }

  public int protocol() {
    return number(2);
  }

  public String from() {
    return address(3, 5);
  }

  public String to() {
    return address(4, 6);
  }

  public int fromPort() {
    return number(7);
  }

  public int toPort() {
    return number(8);
  }

  public Instant at() {
    return Instant.ofEpochSecond(Integer.toUnsignedLong(number(9)), number(10) * 1_000L);
  }

  public int type() {
    return number(11);
  }

  public int agent() {
    return number(12);
  }

  public String key() {
    return text(14);
  }

  public String payload() {
    return text(15);
  }

  public String correlation() {
    return text(17);
  }
}
