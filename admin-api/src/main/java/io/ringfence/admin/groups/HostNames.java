package io.ringfence.admin.groups;

import io.ringfence.contracts.net.IpAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// The addresses of host names, as last looked up. A name that cannot be looked up now keeps the
/// addresses it had: a name server that is away locks nobody out.
@ApplicationScoped
class HostNames {
  private static final Logger LOG = Logger.getLogger(HostNames.class);
  static final int MAX_ADDRESSES = 32;

  private final Set<String> tried = ConcurrentHashMap.newKeySet();
  private final Map<String, List<IpAddress>> known = new ConcurrentHashMap<>();

  /// What is known of these names; a name that was never found is left out.
  Map<String, List<IpAddress>> resolved(Set<String> names) {
    var resolved = new HashMap<String, List<IpAddress>>();
    for (String name : names) {
      var addresses = known.get(name);
      if (addresses != null) {
        resolved.put(name, addresses);
      }
    }
    return resolved;
  }

  /// Takes over what an earlier run found, unless it was looked up since.
  void recall(Map<String, List<IpAddress>> resolved) {
    resolved.forEach(known::putIfAbsent);
  }

  /// Those of the names that were not looked up since the start.
  Set<String> untried(Set<String> names) {
    var untried = new HashSet<>(names);
    untried.removeAll(tried);
    return untried;
  }

  /// Asks the name servers. Blocks for as long as they take.
  void lookUp(String name) {
    tried.add(name);
    try {
      var addresses =
          Arrays.stream(InetAddress.getAllByName(name))
              .map(IpAddress::of)
              .sorted()
              .distinct()
              .limit(MAX_ADDRESSES)
              .toList();
      known.put(name, addresses);
    } catch (UnknownHostException e) {
      LOG.debugf("host name %s was not found", name);
    }
  }

  void forgetAllBut(Set<String> names) {
    tried.retainAll(names);
    known.keySet().retainAll(names);
  }
}
