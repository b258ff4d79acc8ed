package io.ringfence.admin.groups;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringfence.contracts.net.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Asks name servers for addresses and their TTL. Each name is asked for from a port of its own, so
/// that answers are hard to forge.
final class DnsClient implements AutoCloseable {
  static final int PORT = 53;
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;

  private final Duration limit;
  private final EventLoopGroup loop =
      new NioEventLoopGroup(1, new DefaultThreadFactory("host-name-dns", true));

  /// @param limit of one server's answer
  DnsClient(Duration limit) {
    this.limit = limit;
  }

  /// Asks one server after the other, until one can tell.
  Answer.Both lookUp(String name, List<InetSocketAddress> servers) throws InterruptedException {
    try (var resolver = resolver()) {
      return new Answer.Both(
          ask(resolver, servers, name, DnsRecordType.A),
          ask(resolver, servers, name, DnsRecordType.AAAA));
    }
  }

  private DnsNameResolver resolver() {
    return new DnsNameResolverBuilder(loop.next())
        .datagramChannelType(NioDatagramChannel.class)
        .socketChannelType(NioSocketChannel.class)
        .queryTimeoutMillis(limit.toMillis())
        .build();
  }

  private static Answer ask(
      DnsNameResolver resolver, List<InetSocketAddress> servers, String name, DnsRecordType type)
      throws InterruptedException {
    Answer answer = new Answer.Failed("there is no name server");
    for (var server : servers) {
      answer = ask(resolver, server, new DefaultDnsQuestion(name, type));
      if (!(answer instanceof Answer.Failed)) {
        return answer;
      }
    }
    return answer;
  }

  private static Answer ask(
      DnsNameResolver resolver, InetSocketAddress server, DnsQuestion question)
      throws InterruptedException {
    var asked = resolver.query(server, question).await();
    if (!asked.isSuccess()) {
      return new Answer.Failed(
          "name server " + server.getAddress().getHostAddress() + " does not answer");
    }
    var envelope = asked.getNow();
    try {
      return answer(envelope.content(), question.type());
    } finally {
      envelope.release();
    }
  }

  private static Answer answer(DnsResponse response, DnsRecordType type) {
    var code = response.code();
    if (code.equals(DnsResponseCode.NXDOMAIN)) {
      return new Answer.None();
    }
    if (!code.equals(DnsResponseCode.NOERROR)) {
      return new Answer.Failed("the name server says " + code);
    }
    var addresses = new ArrayList<IpAddress>();
    // The addresses are good as long as all that leads to them.
    long ttl = Long.MAX_VALUE;
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record.type().equals(type) && record instanceof DnsRawRecord raw && isAddress(raw)) {
        addresses.add(IpAddress.of(ByteBufUtil.getBytes(raw.content())));
        ttl = Math.min(ttl, record.timeToLive());
      } else if (record.type().equals(DnsRecordType.CNAME)) {
        ttl = Math.min(ttl, record.timeToLive());
      }
    }
    return addresses.isEmpty()
        ? new Answer.None()
        : new Answer.Found(addresses, Duration.ofSeconds(ttl));
  }

  private static boolean isAddress(DnsRawRecord record) {
    int bytes = record.content().readableBytes();
    return bytes == (record.type().equals(DnsRecordType.A) ? V4_BYTES : V6_BYTES);
  }

  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
