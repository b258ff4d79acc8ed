package io.ringfence.admin.pending;

import io.quarkus.arc.All;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.ConfigDocuments;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.outbox.RestorableDocuments;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.Configuration;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.hibernate.reactive.mutiny.Mutiny;

/// The firewall's documents as the tables have them. They are taken from what was published, which
/// is in memory, and only those are read whose version is another one: few or none, unless Kafka is
/// away. All groups may have a million members.
@ApplicationScoped
class Standing {
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
        .chain(
            versions ->
                Multi.createFrom()
                    .iterable(differing(start.versions(), versions))
                    .onItem()
                    .transformToUniAndConcatenate(key -> read(session, key))
                    .collect()
                    .asList())
        .map(
            read -> {
              var standing = start;
              for (var step : read) {
                standing = step.apply(standing);
              }
              return standing;
            });
  }

  private List<String> differing(Map<String, Long> known, Map<String, Long> tables) {
    var keys = new TreeSet<>(known.keySet());
    keys.addAll(tables.keySet());
    return keys.stream()
        .filter(key -> kinds.stream().anyMatch(kind -> key.startsWith(kind.keyPrefix())))
        .filter(key -> !Objects.equals(known.get(key), tables.get(key)))
        .toList();
  }

  private Uni<UnaryOperator<Configuration>> read(Mutiny.Session session, String key) {
    return RestorableDocuments.ofKey(kinds, key)
        .document(session, key)
        .map(
            document -> {
              byte[] json = document == null ? null : Json.write(document.body());
              return before -> before.with(key, json);
            });
  }
}
