package io.ringfence.admin.outbox;

import io.quarkus.arc.All;
import io.quarkus.vertx.VertxContextSupport;
import io.ringfence.admin.audit.Actor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;
import org.jboss.logging.Logger;

/// At start: what topic `config` lacks, or has in an older version, is published again; what it has
/// in a newer one (the database came from a backup) gets a newer version still; what the tables do
/// not have any more is retracted. So a lost Kafka or a first start needs no special care.
///
/// Only versions are held for all documents at once. The documents go in transactions of a few, and
/// each looks again, as others make changes meanwhile.
@ApplicationScoped
class Reconciliation {
  private static final Logger LOG = Logger.getLogger(Reconciliation.class);
  private static final Actor SELF = new Actor("ringfence", null);
  private static final int DOCUMENTS_PER_CHANGE = 100;

  private final Changes changes;
  private final PublishedConfig published;
  private final List<ConfigDocuments> kinds;

  Reconciliation(Changes changes, PublishedConfig published, @All List<ConfigDocuments> kinds) {
    this.changes = changes;
    this.published = published;
    this.kinds = List.copyOf(kinds);
  }

  /// @return whether it was done; not while the topic was not read to its end
  boolean run() {
    if (!published.isCaughtUp()) {
      return false;
    }
    var onTopic = published.versions();
    try {
      int sent =
          VertxContextSupport.subscribeAndAwait(
              () ->
                  changes
                      .commit(SELF, change -> differing(change, onTopic))
                      .chain(keys -> reconcile(keys, onTopic)));
      LOG.infof("topic config: %d documents were missing, older or too many", (Object) sent);
      return true;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// The keys of which tables and topic do not say the same, those of the first kind first.
  private Uni<List<String>> differing(Change change, Map<String, Long> onTopic) {
    return raiseSequence(change, onTopic)
        .chain(() -> ConfigDocuments.versions(change.session(), kinds))
        .map(
            inTables -> {
              var keys = new LinkedHashSet<>(inTables.keySet());
              keys.addAll(onTopic.keySet());
              keys.removeIf(
                  key -> {
                    var there = onTopic.get(key);
                    return there != null && there.equals(inTables.get(key));
                  });
              return List.copyOf(keys);
            });
  }

  /// So that what is published next is newer than all that the topic has.
  private static Uni<Long> raiseSequence(Change change, Map<String, Long> onTopic) {
    long newest = onTopic.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return change
        .session()
        .createNativeQuery(
            "select setval('config_version', greatest(nextval('config_version'), :newest))",
            Long.class)
        .setParameter("newest", newest)
        .getSingleResult();
  }

  private Uni<Integer> reconcile(List<String> keys, Map<String, Long> onTopic) {
    return Multi.createFrom()
        .items(keys.stream().gather(Gatherers.windowFixed(DOCUMENTS_PER_CHANGE)))
        .onItem()
        .transformToUniAndConcatenate(
            some -> changes.commit(SELF, change -> reconcile(change, some, onTopic)))
        .collect()
        .last()
        .replaceWith(keys.size());
  }

  private Uni<Void> reconcile(Change change, List<String> keys, Map<String, Long> onTopic) {
    return Multi.createFrom()
        .iterable(keys)
        .onItem()
        .transformToUniAndConcatenate(
            key -> reconcile(change, key, onTopic.getOrDefault(key, -1L)).replaceWith(key))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> reconcile(Change change, String key, long there) {
    return kinds.stream()
        .filter(kind -> key.startsWith(kind.keyPrefix()))
        .findFirst()
        .map(kind -> reconcile(change, kind, key, there))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private static Uni<Void> reconcile(Change change, ConfigDocuments kind, String key, long there) {
    return kind.document(change.session(), key)
        .chain(
            document -> {
              if (document == null) {
                return change.retract(key);
              }
              return there > document.version()
                  ? change
                      .nextVersion()
                      .chain(version -> kind.reversion(change.session(), key, version))
                      .chain(newer -> change.publish(key, newer.body()))
                  : change.publish(key, document.body());
            });
  }
}
