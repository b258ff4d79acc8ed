package io.ringfence.contracts.config;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An immutable snapshot of the documents on the `config` topic, without the accounts. Each
/// [#with] gives the next one. Documents of unknown keys are passed over.
///
/// @param groups by id
public record Configuration(
    GuardPolicy policy,
    Map<String, IpGroup> groups,
    Map<Service, ProtectedService> services,
    PbxLock pbxLock) {

  public static final Configuration INITIAL =
      new Configuration(GuardPolicy.DEFAULT, Map.of(), Map.of(), PbxLock.OPEN);

  public Configuration {
    groups = Map.copyOf(groups);
    services = Map.copyOf(services);
  }

  /// The snapshot after one record of the topic.
  ///
  /// @param value the document, `null` when it was deleted
  /// @throws IllegalArgumentException when the document is malformed; this snapshot stays valid
  public Configuration with(String key, byte @Nullable [] value) {
    if (key.equals(ConfigKey.GUARD_POLICY)) {
      return new Configuration(
          value == null ? GuardPolicy.DEFAULT : Json.read(value, GuardPolicy.class),
          groups,
          services,
          pbxLock);
    }
    if (key.equals(ConfigKey.PBX_LOCK)) {
      var lock = value == null ? PbxLock.OPEN : Json.read(value, PbxLock.class);
      return new Configuration(policy, groups, services, lock);
    }
    if (key.startsWith(ConfigKey.GROUP)) {
      return new Configuration(
          policy,
          changed(groups, key.substring(ConfigKey.GROUP.length()), value, IpGroup.class),
          services,
          pbxLock);
    }
    if (key.startsWith(ConfigKey.SERVICE)) {
      var next = new HashMap<>(services);
      if (value == null) {
        next.keySet().removeIf(service -> key.equals(ConfigKey.SERVICE + service.wireName()));
      } else {
        var service = Json.read(value, ProtectedService.class);
        next.put(service.name(), service);
      }
      return new Configuration(policy, groups, next, pbxLock);
    }
    return this;
  }

  private static <V> Map<String, V> changed(
      Map<String, V> documents, String id, byte @Nullable [] value, Class<V> type) {
    var next = new HashMap<>(documents);
    if (value == null) {
      next.remove(id);
    } else {
      next.put(id, Json.read(value, type));
    }
    return next;
  }

  /// Addresses that are never blocked.
  public IpRangeSet trusted(Instant now) {
    String id = policy.trustedGroupId();
    return id == null ? IpRangeSet.EMPTY : members(id, now);
  }

  /// Who may reach a service, or `null` when it is not restricted. A restricted service whose group
  /// is gone admits nobody.
  public @Nullable IpRangeSet admitted(Service service, Instant now) {
    var document = services.get(service);
    if (document == null || !document.restricted() || document.groupId() == null) {
      return null;
    }
    return members(document.groupId(), now);
  }

  /// The addresses of a group at this time, nested groups included; empty for an unknown one.
  public IpRangeSet members(String groupId, Instant now) {
    var ranges = new ArrayList<IpRange>();
    collect(groupId, now, ranges, new HashSet<>());
    return IpRangeSet.of(ranges);
  }

  /// When the membership of any group next changes by itself, `null` for never.
  public @Nullable Instant nextExpiry(Instant now) {
    return groups.values().stream()
        .flatMap(group -> group.members().stream())
        .map(IpGroup.Member::expiresAt)
        .filter(expiresAt -> expiresAt != null && expiresAt.isAfter(now))
        .min(Instant::compareTo)
        .orElse(null);
  }

  /// The version in force of each document, by its key.
  public Map<String, Long> versions() {
    var versions = new HashMap<String, Long>();
    versions.put(ConfigKey.GUARD_POLICY, policy.version());
    if (pbxLock.version() > 0) {
      versions.put(ConfigKey.PBX_LOCK, pbxLock.version());
    }
    groups.forEach((id, group) -> versions.put(ConfigKey.GROUP + id, group.version()));
    services.forEach(
        (name, service) -> versions.put(ConfigKey.SERVICE + name.wireName(), service.version()));
    return Collections.unmodifiableMap(versions);
  }

  private void collect(String id, Instant now, List<IpRange> into, Set<String> seen) {
    var group = groups.get(id);
    if (group == null || !seen.add(id)) {
      return;
    }
    for (var member : group.members()) {
      if (!member.isCurrent(now)) {
        continue;
      }
      switch (member.parsed()) {
        case GroupMember.Addresses(var range) -> into.add(range);
        case GroupMember.Host(var name) -> {
          for (IpAddress address : group.resolved().getOrDefault(name, List.of())) {
            into.add(IpRange.of(address));
          }
        }
        case GroupMember.Nested(var name) ->
            groups.values().stream()
                .filter(other -> other.name().equals(name))
                .forEach(other -> collect(other.id(), now, into, seen));
      }
    }
  }
}
