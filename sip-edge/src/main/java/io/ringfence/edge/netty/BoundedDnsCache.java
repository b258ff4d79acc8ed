package io.ringfence.edge.netty;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Addresses of host names, of so many names at most: peers choose some of them. A full cache
/// begins anew. For one event loop.
final class BoundedDnsCache implements DnsCache {

  private final int maxNames;
  private final DefaultDnsCache cache;
  private final Set<String> names = new HashSet<>();

  BoundedDnsCache(int maxNames, int maxTtlSeconds) {
    this.maxNames = maxNames;
    this.cache = new DefaultDnsCache(0, maxTtlSeconds, 0);
  }

  private void note(String name) {
    if (names.add(name) && names.size() > maxNames) {
      clear();
      names.add(name);
    }
  }

  @Override
  public void clear() {
    cache.clear();
    names.clear();
  }

  @Override
  public boolean clear(String name) {
    names.remove(name);
    return cache.clear(name);
  }

  @Override
  public @Nullable List<? extends DnsCacheEntry> get(String name, DnsRecord[] additionals) {
    return cache.get(name, additionals);
  }

  @Override
  public DnsCacheEntry cache(
      String name, DnsRecord[] additionals, InetAddress address, long ttl, EventLoop loop) {
    note(name);
    return cache.cache(name, additionals, address, ttl, loop);
  }

  @Override
  public DnsCacheEntry cache(
      String name, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
    return cache.cache(name, additionals, cause, loop);
  }
}
