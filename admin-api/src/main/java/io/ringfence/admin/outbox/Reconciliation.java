package io.ringfence.admin.outbox;

import io.quarkus.arc.All;
import io.quarkus.vertx.VertxContextSupport;
import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.outbox.ConfigDocuments.Document;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// At start: what topic `config` lacks, or has in an older version, is published again; what it has
/// in a newer one (the database came from a backup) gets a newer version still; what the tables do
/// not have any more is retracted. So a lost Kafka or a first start needs no special care.
@ApplicationScoped
class Reconciliation {
  private static final Logger LOG = Logger.getLogger(Reconciliation.class);
  private static final Actor SELF = new Actor("ringfence", null);

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
              () -> changes.commit(SELF, change -> reconcile(change, onTopic)));
      LOG.infof("topic config: %d documents were missing or older", (Object) sent);
      return true;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private Uni<Integer> reconcile(Change change, Map<String, Long> onTopic) {
    return raiseSequence(change, onTopic)
        .chain(
            () ->
                Multi.createFrom()
                    .iterable(kinds)
                    .onItem()
                    .transformToUniAndConcatenate(kind -> reconcile(change, onTopic, kind))
                    .collect()
                    .with(java.util.stream.Collectors.summingInt(Integer::intValue)));
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

  private static Uni<Integer> reconcile(
      Change change, Map<String, Long> onTopic, ConfigDocuments kind) {
    return kind.current(change.session())
        .chain(
            documents -> {
              var work = new ArrayList<Uni<Void>>();
              var keys = new HashSet<String>();
              for (var document : documents) {
                keys.add(document.key());
                long there = onTopic.getOrDefault(document.key(), -1L);
                if (there < document.version()) {
                  work.add(publish(change, document));
                } else if (there > document.version()) {
                  work.add(
                      kind.reversion(change, document.key())
                          .chain(newer -> publish(change, newer)));
                }
              }
              onTopic.keySet().stream()
                  .filter(key -> key.startsWith(kind.keyPrefix()) && !keys.contains(key))
                  .forEach(key -> work.add(change.retract(key)));
              return inOrder(work).replaceWith(work.size());
            });
  }

  private static Uni<Void> publish(Change change, Document document) {
    return change.publish(document.key(), document.body());
  }

  private static Uni<Void> inOrder(List<Uni<Void>> work) {
    return Multi.createFrom()
        .iterable(work)
        .onItem()
        .transformToUniAndConcatenate(step -> step)
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
