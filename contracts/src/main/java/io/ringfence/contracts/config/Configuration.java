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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An immutable snapshot of the documents on the `config` topic, without the accounts. Each
/// [#with] gives the next one. Documents of unknown keys are passed over.
///
/// The documents are as published. What is in force at a time is [#effective]; all that takes a
/// time answers by that.
///
/// @param groups by id
/// @param services by name, the operator's own too
/// @param pending a change that takes itself back unless it is confirmed
public record Configuration(
    GuardPolicy policy,
    Map<String, IpGroup> groups,
    Map<String, ProtectedService> services,
    PbxLock pbxLock,
    @Nullable PendingChange pending) {

  public static final Configuration INITIAL =
      new Configuration(GuardPolicy.DEFAULT, Map.of(), Map.of(), PbxLock.OPEN);

  public Configuration {
    groups = Map.copyOf(groups);
    services = Map.copyOf(services);
  }

  /// Without a pending change.
  public Configuration(
      GuardPolicy policy,
      Map<String, IpGroup> groups,
      Map<String, ProtectedService> services,
      PbxLock pbxLock) {
    this(policy, groups, services, pbxLock, null);
  }

  /// The snapshot after one record of the topic.
  ///
  /// @param value the document, `null` when it was deleted
  /// @throws IllegalArgumentException when the document is malformed; this snapshot stays valid
  public Configuration with(String key, byte @Nullable [] value) {
    if (key.equals(ConfigKey.GUARD_POLICY)) {
      var next = value == null ? GuardPolicy.DEFAULT : Json.read(value, GuardPolicy.class);
      return new Configuration(next, groups, services, pbxLock, pending);
    }
    if (key.equals(ConfigKey.PBX_LOCK)) {
      var lock = value == null ? PbxLock.OPEN : Json.read(value, PbxLock.class);
      return new Configuration(policy, groups, services, lock, pending);
    }
    if (key.equals(ConfigKey.PENDING_CHANGE)) {
      return pending(value == null ? null : Json.read(value, PendingChange.class));
    }
    if (key.startsWith(ConfigKey.GROUP)) {
      var next = changed(groups, key.substring(ConfigKey.GROUP.length()), value, IpGroup.class);
      return new Configuration(policy, next, services, pbxLock, pending);
    }
    if (key.startsWith(ConfigKey.SERVICE)) {
      String name = key.substring(ConfigKey.SERVICE.length());
      var next = changed(services, name, value, ProtectedService.class);
      var service = next.get(name);
      if (service != null && !service.name().equals(name)) {
        throw new IllegalArgumentException("the key is not the service's name");
      }
      return new Configuration(policy, groups, next, pbxLock, pending);
    }
    return this;
  }

  /// What cannot be taken back is refused now, not when its time has come.
  private Configuration pending(@Nullable PendingChange change) {
    var next = new Configuration(policy, groups, services, pbxLock, change);
    var _ = change == null ? next : next.takenBack(change);
    return next;
  }

  private Configuration takenBack(PendingChange change) {
    var before = new Configuration(policy, groups, services, pbxLock, null);
    for (var document : change.before()) {
      before = before.with(document.key(), document.json());
    }
    return before;
  }

  /// What is in force at this time: a pending change that nobody has confirmed in time is taken
  /// back, whether or not that has been published. No change is pending in the answer once that
  /// is so.
  public Configuration effective(Instant now) {
    return pending == null || now.isBefore(pending.confirmBy()) ? this : takenBack(pending);
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
    var effective = effective(now);
    String id = effective.policy.trustedGroupId();
    return id == null ? IpRangeSet.EMPTY : effective.members(id, now);
  }

  /// Who may reach a service, or `null` when it is not restricted. A restricted service whose group
  /// is gone admits nobody.
  public @Nullable IpRangeSet admitted(Service service, Instant now) {
    return admitted(service.wireName(), now);
  }

  /// The same for any service, by its name.
  public @Nullable IpRangeSet admitted(String service, Instant now) {
    var effective = effective(now);
    var document = effective.services.get(service);
    if (document == null || !document.restricted() || document.groupId() == null) {
      return null;
    }
    return effective.members(document.groupId(), now);
  }

  /// The addresses of a group at this time, nested groups included; empty for an unknown one.
  public IpRangeSet members(String groupId, Instant now) {
    var ranges = new ArrayList<IpRange>();
    effective(now).collect(groupId, now, ranges, new HashSet<>());
    return IpRangeSet.of(ranges);
  }

  /// When something next changes by itself, a group's membership or a change that is not confirmed;
  /// `null` for never.
  public @Nullable Instant nextExpiry(Instant now) {
    var effective = effective(now);
    var memberships =
        effective.groups.values().stream()
            .flatMap(group -> group.members().stream())
            .map(IpGroup.Member::expiresAt)
            .filter(expiresAt -> expiresAt != null && expiresAt.isAfter(now));
    var takingBack = Stream.ofNullable(effective.pending).map(PendingChange::confirmBy);
    return Stream.concat(memberships, takingBack).min(Instant::compareTo).orElse(null);
  }

  /// The document of the firewall under this key as it was published, `null` when there is none.
  public @Nullable Object document(String key) {
    if (key.equals(ConfigKey.GUARD_POLICY)) {
      return policy;
    }
    return key.startsWith(ConfigKey.GROUP)
        ? groups.get(key.substring(ConfigKey.GROUP.length()))
        : key.startsWith(ConfigKey.SERVICE)
            ? services.get(key.substring(ConfigKey.SERVICE.length()))
            : null;
  }

  /// The version of each document, by its key. Ask [#effective] for those in force.
  public Map<String, Long> versions() {
    var versions = new HashMap<String, Long>();
    versions.put(ConfigKey.GUARD_POLICY, policy.version());
    if (pbxLock.version() > 0) {
      versions.put(ConfigKey.PBX_LOCK, pbxLock.version());
    }
    groups.forEach((id, group) -> versions.put(ConfigKey.GROUP + id, group.version()));
    services.forEach((name, service) -> versions.put(ConfigKey.SERVICE + name, service.version()));
    if (pending != null) {
      versions.put(ConfigKey.PENDING_CHANGE, pending.version());
    }
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
