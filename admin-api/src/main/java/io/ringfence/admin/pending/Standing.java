package io.ringfence.admin.pending;

import io.quarkus.arc.All;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.ConfigDocuments;
import io.ringfence.admin.outbox.ConfigDocuments.Document;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.outbox.RestorableDocuments;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.config.ProtectedService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/// The firewall's documents as the tables have them. They are taken from what was published, which
/// is in memory, and only those are read whose version is another one: few or none, unless Kafka is
/// away. All groups may have a million members.
@ApplicationScoped
class Standing {
  /// More documents of a kind than this are read together with all others of it.
  static final int ONE_BY_ONE = 16;

  private final PublishedConfig published;
  private final List<RestorableDocuments> kinds;

  Standing(PublishedConfig published, @All List<RestorableDocuments> kinds) {
    this.published = published;
    this.kinds = List.copyOf(kinds);
  }

  /// Before the change has changed anything, and while no change waits to be confirmed.
  Uni<Configuration> before(Change change) {
    var session = change.session();
    var known = published.configuration();
    var start =
        new Configuration(known.policy(), known.groups(), known.services(), known.pbxLock());
    return ConfigDocuments.versions(session, kinds)
        .map(versions -> differing(start.versions(), versions))
        .chain(keys -> read(session, keys).map(documents -> with(start, keys, documents)));
  }

  private Set<String> differing(Map<String, Long> known, Map<String, Long> tables) {
    var keys = new TreeSet<>(known.keySet());
    keys.addAll(tables.keySet());
    keys.removeIf(key -> kinds.stream().noneMatch(kind -> key.startsWith(kind.keyPrefix())));
    keys.removeIf(key -> Objects.equals(known.get(key), tables.get(key)));
    return keys;
  }

  /// Those of the keys that the tables have.
  private Uni<List<Document>> read(Mutiny.Session session, Set<String> keys) {
    return Multi.createFrom()
        .iterable(kinds)
        .onItem()
        .transformToUniAndConcatenate(
            kind ->
                read(
                    session,
                    kind,
                    keys.stream().filter(key -> key.startsWith(kind.keyPrefix())).toList()))
        .onItem()
        .<Document>disjoint()
        .filter(document -> keys.contains(document.key()))
        .collect()
        .asList();
  }

  private static Uni<List<Document>> read(
      Mutiny.Session session, RestorableDocuments kind, List<String> keys) {
    return keys.size() > ONE_BY_ONE
        ? kind.current(session)
        : Multi.createFrom()
            .iterable(keys)
            .onItem()
            .transformToUniAndConcatenate(key -> kind.document(session, key))
            .collect()
            .asList();
  }

  /// What is not in the tables is gone.
  private static Configuration with(
      Configuration start, Set<String> keys, List<Document> documents) {
    var policy = start.policy();
    var groups = new HashMap<>(start.groups());
    var services = new HashMap<>(start.services());
    groups.keySet().removeIf(id -> keys.contains(ConfigKey.GROUP + id));
    services.keySet().removeIf(name -> keys.contains(ConfigKey.SERVICE + name));
    for (var document : documents) {
      switch (document.body()) {
        case GuardPolicy read -> policy = read;
        case IpGroup group -> groups.put(group.id(), group);
        case ProtectedService service -> services.put(service.name(), service);
        default -> throw new IllegalStateException("not of the firewall: " + document.key());
      }
    }
    return new Configuration(policy, groups, services, start.pbxLock());
  }
}
