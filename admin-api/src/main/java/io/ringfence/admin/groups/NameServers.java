package io.ringfence.admin.groups;

import io.netty.resolver.HostsFileEntriesProvider;
import io.ringfence.contracts.net.IpAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Asks for the addresses of a host name, as the operating system would but for the TTL, which it
/// does not tell: the hosts file first, then the name servers. Names that these do not know, such
/// as those that the search list completes, and all where there are no name servers, are the
/// system's own resolver's.
@ApplicationScoped
class NameServers {
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final int MAX_SERVERS = 3;

  private final Optional<List<InetSocketAddress>> configured;
  private final DnsClient dns;

  NameServers(NameConfig config) {
    configured = config.nameServers().map(all -> all.stream().map(NameServers::server).toList());
    dns = new DnsClient(config.nameServerTimeout());
  }

  /// Blocks for as long as it takes.
  Answer.Both lookUp(String name) throws InterruptedException {
    var listed = inHostsFile(name);
    if (!listed.isNowhere()) {
      return listed;
    }
    var servers = servers();
    if (servers.isEmpty()) {
      return bySystem(name);
    }
    var found = dns.lookUp(name, servers);
    return found.isNowhere() ? bySystem(name) : found;
  }

  private static Answer.Both inHostsFile(String name) {
    var file = HostsFileEntriesProvider.parser().parseSilently();
    String key = name.toLowerCase(Locale.ROOT);
    return both(
        Stream.concat(
                file.ipv4Entries().getOrDefault(key, List.of()).stream(),
                file.ipv6Entries().getOrDefault(key, List.of()).stream())
            .map(IpAddress::of)
            .toList());
  }

  private static Answer.Both bySystem(String name) {
    try {
      return both(Arrays.stream(InetAddress.getAllByName(name)).map(IpAddress::of).toList());
    } catch (UnknownHostException e) {
      return both(List.of());
    }
  }

  /// Without a TTL.
  private static Answer.Both both(List<IpAddress> addresses) {
    return new Answer.Both(family(addresses, false), family(addresses, true));
  }

  private static Answer family(List<IpAddress> addresses, boolean v6) {
    var family = addresses.stream().filter(address -> address.v6() == v6).toList();
    return family.isEmpty() ? new Answer.None() : new Answer.Found(family, Duration.ZERO);
  }

  private List<InetSocketAddress> servers() {
    return configured.orElseGet(NameServers::systems);
  }

  private static List<InetSocketAddress> systems() {
    try (var lines = Files.lines(RESOLV_CONF)) {
      return lines
          .map(line -> line.strip().split("\\s+", 3))
          .filter(words -> words.length > 1 && words[0].equals("nameserver"))
          .map(words -> words[1])
          .filter(address -> !address.contains("%"))
          .map(NameServers::server)
          .limit(MAX_SERVERS)
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  /// @throws IllegalArgumentException when it is neither `address` nor `address:port`
  static InetSocketAddress server(String text) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
    String address = hasPort ? text.substring(0, colon) : text;
    String bare = address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
    int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : DnsClient.PORT;
    return new InetSocketAddress(IpAddress.parse(bare).toInetAddress(), port);
  }

  @PreDestroy
  void close() {
    dns.close();
  }
}
