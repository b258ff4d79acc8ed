package io.ringfence.admin.groups;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A name server on loopback that says what it was told to (RFC 1035 §4.1). It does not answer for
/// names that it was told nothing of.
final class NameServer implements AutoCloseable {
  static final int A = 1;
  static final int CNAME = 5;
  static final int AAAA = 28;
  private static final int HEADER = 12;
  private static final int NXDOMAIN = 3;
  private static final int SERVFAIL = 2;

  /// A record of the answer; its owner is the name that was asked for.
  record Entry(int type, int ttl, ByteBuffer data) {
    static Entry address(int ttl, String address) {
      try {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        return new Entry(bytes.length == 4 ? A : AAAA, ttl, ByteBuffer.wrap(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// To itself: who it leads to matters to nobody here.
    static Entry alias(int ttl) {
      return new Entry(CNAME, ttl, ByteBuffer.wrap(new byte[] {(byte) 0xc0, HEADER}));
    }
  }

  private record Reply(int code, List<Entry> records) {}

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();

  NameServer() throws IOException {
    Thread.ofVirtual().start(this::run);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  NameServer says(String name, int type, Entry... records) {
    replies.put(name + " " + type, new Reply(0, List.of(records)));
    return this;
  }

  NameServer knowsNot(String name) {
    replies.put(name + " " + A, new Reply(NXDOMAIN, List.of()));
    replies.put(name + " " + AAAA, new Reply(NXDOMAIN, List.of()));
    return this;
  }

  NameServer fails(String name, int type) {
    replies.put(name + " " + type, new Reply(SERVFAIL, List.of()));
    return this;
  }

  private void run() {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        byte[] question = question(packet);
        var reply = replies.get(asked(question));
        if (reply != null) {
          byte[] answer = answer(packet.getData(), question, reply);
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static byte[] question(DatagramPacket packet) {
    byte[] data = packet.getData();
    int end = HEADER;
    while (data[end] != 0) {
      end += data[end] + 1;
    }
    return Arrays.copyOfRange(data, HEADER, end + 5);
  }

  private static String asked(byte[] question) {
    var name = new StringBuilder();
    var buffer = ByteBuffer.wrap(question);
    for (int length = buffer.get(); length > 0; length = buffer.get()) {
      byte[] label = new byte[length];
      buffer.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    return name + " " + buffer.getShort();
  }

  private static byte[] answer(byte[] query, byte[] question, Reply reply) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(0x8180 | reply.code());
    out.writeShort(1);
    out.writeShort(reply.records().size());
    out.writeInt(0);
    out.write(question);
    for (var record : reply.records()) {
      out.writeShort(0xc000 | HEADER);
      out.writeShort(record.type());
      out.writeShort(1);
      out.writeInt(record.ttl());
      out.writeShort(record.data().remaining());
      out.write(record.data().array());
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
