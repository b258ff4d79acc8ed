package io.ringfence.edge.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.resolve.Names;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The DNS by Netty's resolver, on an event loop. Answers are kept as long as they say, or five
/// minutes.
final class Dns implements Names {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_TTL_SECONDS = 300;
  private static final int MAX_QUERIES = 8;
  private static final int MAX_NAMES = 1_000;

  private final DnsNameResolver resolver;

  /// @param isNative whether the loop is an epoll one
  Dns(EventLoop loop, boolean isNative, DnsServerAddressStreamProvider servers) {
    this.resolver =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(isNative ? EpollDatagramChannel.class : NioDatagramChannel.class)
            .nameServerProvider(servers)
            .queryTimeoutMillis(TIMEOUT.toMillis())
            .maxQueriesPerResolve(MAX_QUERIES)
            .resolveCache(new BoundedDnsCache(MAX_NAMES, MAX_TTL_SECONDS))
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .build();
  }

  @Override
  public void naptr(String domain, Consumer<List<Naptr>> answer) {
    records(domain, DnsRecordType.NAPTR, DnsRecords::naptr, answer);
  }

  @Override
  public void srv(String name, Consumer<List<Srv>> answer) {
    records(name, DnsRecordType.SRV, DnsRecords::srv, answer);
  }

  private <T> void records(
      String name,
      DnsRecordType type,
      Function<DnsRawRecord, Optional<T>> read,
      Consumer<List<T>> answer) {
    DefaultDnsQuestion question;
    try {
      question = new DefaultDnsQuestion(name, type);
    } catch (IllegalArgumentException e) {
      answer.accept(List.of());
      return;
    }
    resolver
        .resolveAll(question)
        .addListener((Future<List<DnsRecord>> asked) -> answer.accept(read(asked, read)));
  }

  private static <T> List<T> read(
      Future<List<DnsRecord>> asked, Function<DnsRawRecord, Optional<T>> read) {
    var found = new ArrayList<T>();
    if (asked.isSuccess()) {
      for (DnsRecord record : asked.getNow()) {
        if (record instanceof DnsRawRecord raw) {
          read.apply(raw).ifPresent(found::add);
        }
        ReferenceCountUtil.release(record);
      }
    }
    return found;
  }

  @Override
  public void addresses(String host, Consumer<List<IpAddress>> answer) {
    resolver
        .resolveAll(host)
        .addListener(
            (Future<List<InetAddress>> asked) ->
                answer.accept(
                    asked.isSuccess()
                        ? asked.getNow().stream().map(IpAddress::of).toList()
                        : List.of()));
  }
}
