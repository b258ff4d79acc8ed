package io.ringfence.edge.stun;

import io.ringfence.contracts.net.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The Binding method of STUN (RFC 8489 §3), which a phone keeps its flow over UDP alive with, and
/// learns from the answer whether its address is still the same (RFC 5626 §4.4.2).
public final class StunBinding {

  private static final int HEADER_BYTES = 20;
  private static final int MAGIC_COOKIE = 0x2112_A442;
  private static final short REQUEST = 0x0001;
  private static final short SUCCESS = 0x0101;
  private static final short XOR_MAPPED_ADDRESS = 0x0020;
  private static final int FIRST_OPTIONAL_ATTRIBUTE = 0x8000;

  private StunBinding() {}

  /// The answer to a request, which says where it came from; `null` when the message is none, or
  /// asks for what this server does not understand.
  public static byte @Nullable [] answer(byte[] message, IpAddress source, int port) {
    if (!isRequest(message)) {
      return null;
    }
    byte[] address = source.toBytes();
    int attribute = 4 + address.length;
    var answer =
        ByteBuffer.allocate(HEADER_BYTES + 4 + attribute)
            .putShort(SUCCESS)
            .putShort((short) (4 + attribute))
            .put(message, 4, HEADER_BYTES - 4)
            .putShort(XOR_MAPPED_ADDRESS)
            .putShort((short) attribute)
            .putShort((short) (source.v6() ? 2 : 1))
            .putShort((short) (port ^ MAGIC_COOKIE >>> 16));
    for (int i = 0; i < address.length; i++) {
      answer.put((byte) (address[i] ^ message[4 + i]));
    }
    return answer.array();
  }

  private static boolean isRequest(byte[] message) {
    if (message.length < HEADER_BYTES) {
      return false;
    }
    var fields = ByteBuffer.wrap(message);
    return fields.getShort() == REQUEST
        && fields.getShort() == message.length - HEADER_BYTES
        && fields.getInt() == MAGIC_COOKIE
        && areOptional(fields.position(HEADER_BYTES));
  }

  private static boolean areOptional(ByteBuffer attributes) {
    while (attributes.remaining() >= 4) {
      int type = Short.toUnsignedInt(attributes.getShort());
      int padded = Short.toUnsignedInt(attributes.getShort()) + 3 & ~3;
      if (type < FIRST_OPTIONAL_ATTRIBUTE || padded > attributes.remaining()) {
        return false;
      }
      attributes.position(attributes.position() + padded);
    }
    return !attributes.hasRemaining();
  }
}
