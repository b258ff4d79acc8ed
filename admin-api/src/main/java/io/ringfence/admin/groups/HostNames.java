package io.ringfence.admin.groups;

import io.ringfence.contracts.net.IpAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// The addresses of the host names in groups, as last looked up. For any thread.
@ApplicationScoped
class HostNames {
  private static final Logger LOG = Logger.getLogger(HostNames.class);

  private final Map<String, Host> hosts = new ConcurrentHashMap<>();
  private final Host.Bounds bounds;

  HostNames(NameConfig config) {
    bounds = new Host.Bounds(config.shortestTtl(), config.longestTtl());
    if (config.resolveEvery().isPresent()) {
      LOG.warn(
          "ringfence.groups.resolve-every is gone and has no effect: host names are looked up again"
              + " when their TTL is over, see ringfence.groups.shortest-ttl and longest-ttl");
    }
  }

  /// What is known of these names; a name that was never found is left out.
  Map<String, List<IpAddress>> resolved(Set<String> names) {
    var resolved = new HashMap<String, List<IpAddress>>();
    for (String name : names) {
      var host = hosts.get(name);
      if (host != null && host.known()) {
        resolved.put(name, host.addresses());
      }
    }
    return resolved;
  }

  /// Takes over what an earlier run found, unless it was looked up since.
  void recall(Map<String, List<IpAddress>> resolved) {
    resolved.forEach((name, addresses) -> hosts.putIfAbsent(name, Host.recalled(addresses)));
  }

  /// Takes over what the instance that looks names up has found.
  void follow(Map<String, List<IpAddress>> resolved) {
    resolved.forEach((name, addresses) -> hosts.put(name, Host.recalled(addresses)));
  }

  /// Those of the names that are to be looked up, the longest due first.
  List<String> due(Set<String> names, Instant now) {
    return names.stream()
        .filter(name -> host(name).isDue(now))
        .sorted(Comparator.comparing((String name) -> host(name).due()))
        .toList();
  }

  private Host host(String name) {
    return hosts.getOrDefault(name, Host.NEW);
  }

  void take(String name, Answer.Both found, Instant now) {
    var before = host(name);
    var after = before.after(found, now, bounds);
    hosts.put(name, after);
    if (!Objects.equals(before.trouble(), after.trouble())) {
      if (after.trouble() == null) {
        LOG.infof("host name %s of a group is found again", name);
      } else {
        LOG.warnf(
            "host name %s of a group is not found: %s; %s",
            name,
            after.trouble(),
            after.known() ? "it keeps the addresses it had" : "it has no addresses");
      }
    }
  }

  void forgetAllBut(Set<String> names) {
    hosts.keySet().retainAll(names);
  }
}
