package io.ringfence.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.ringfence.edge.resolve.Names.Naptr;
import io.ringfence.edge.resolve.Names.Srv;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads records whose content Netty leaves alone. One that is malformed is none.
final class DnsRecords {

  private DnsRecords() {}

  static Optional<Srv> srv(DnsRawRecord record) {
    if (!record.type().equals(DnsRecordType.SRV)) {
      return Optional.empty();
    }
    var content = record.content();
    try {
      return Optional.of(
          new Srv(
              content.readUnsignedShort(),
              content.readUnsignedShort(),
              content.readUnsignedShort(),
              name(content)));
    } catch (IndexOutOfBoundsException | CorruptedFrameException e) {
      return Optional.empty();
    }
  }

  static Optional<Naptr> naptr(DnsRawRecord record) {
    if (!record.type().equals(DnsRecordType.NAPTR)) {
      return Optional.empty();
    }
    var content = record.content();
    try {
      int order = content.readUnsignedShort();
      int preference = content.readUnsignedShort();
      String flags = text(content);
      String service = text(content);
      text(content);
      return Optional.of(new Naptr(order, preference, flags, service, name(content)));
    } catch (IndexOutOfBoundsException | CorruptedFrameException e) {
      return Optional.empty();
    }
  }

  private static String text(ByteBuf content) {
    int length = content.readUnsignedByte();
    return content.readCharSequence(length, StandardCharsets.UTF_8).toString();
  }

  /// Without the dot at its end, unless it is nothing but that.
  private static String name(ByteBuf content) {
    String name = DefaultDnsRecordDecoder.decodeName(content);
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
