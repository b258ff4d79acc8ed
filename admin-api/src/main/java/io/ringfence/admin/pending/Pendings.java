package io.ringfence.admin.pending;

import io.quarkus.arc.All;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.ConfigDocuments;
import io.ringfence.admin.outbox.RestorableDocuments;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.PendingChange;
import io.ringfence.contracts.event.EventIds;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The change that waits to be confirmed, if there is one. It comes before the documents that it is
/// about, also when all are published again: a node that has these can take them back.
@ApplicationScoped
@Priority(1)
class Pendings implements ConfigDocuments {
  /// The problem's type.
  static final String TYPE = "urn:ringfence:problem:change-pending";

  private final List<RestorableDocuments> kinds;

  Pendings(@All List<RestorableDocuments> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  Uni<Optional<PendingRow>> row(Mutiny.Session session) {
    return session
        .createSelectionQuery("from PendingRow", PendingRow.class)
        .getSingleResultOrNull()
        .map(Optional::ofNullable);
  }

  /// @throws ProblemException 404 when it is over, or never was
  Uni<PendingRow> row(Mutiny.Session session, UUID id) {
    return row(session)
        .map(
            row ->
                row.filter(pending -> pending.id.equals(id))
                    .orElseThrow(
                        () ->
                            ProblemException.notFound(
                                "no change "
                                    + id
                                    + " waits to be confirmed: it was confirmed or taken back")));
  }

  static ProblemException waits(PendingRow pending) {
    return ProblemException.pending(
        TYPE,
        "A change waits to be confirmed",
        "change "
            + pending.id
            + " of "
            + pending.document
            + " waits until "
            + pending.confirmBy
            + "; confirm it or take it back first",
        pending.view());
  }

  /// Notes and publishes that a document is about to change, for a time.
  ///
  /// @param before what is published under the key, `null` when nothing is
  Uni<PendingChange> begin(Change change, String key, @Nullable Object before, Instant confirmBy) {
    return change
        .nextVersion()
        .chain(
            version -> {
              var document = PendingChange.Before.of(key, before);
              var pending =
                  new PendingChange(version, EventIds.next(), confirmBy, List.of(document));
              return change
                  .session()
                  .persist(new PendingRow(pending, key, change.actor(), change.now()))
                  .chain(() -> change.publish(ConfigKey.PENDING_CHANGE, pending))
                  .replaceWith(pending);
            });
  }

  /// Lets the change stay.
  Uni<Void> confirm(Change change, PendingRow row) {
    return end(change, row).chain(() -> audit(change, "confirm", row));
  }

  /// Gives the documents back what they were: tables, topic and audit log.
  Uni<Void> takeBack(Change change, PendingRow row) {
    return Multi.createFrom()
        .iterable(row.change().before())
        .onItem()
        .transformToUniAndConcatenate(before -> restore(change, before))
        .collect()
        .asList()
        .chain(() -> end(change, row))
        .chain(() -> audit(change, "take-back", row));
  }

  private Uni<Void> restore(Change change, PendingChange.Before before) {
    return RestorableDocuments.ofKey(kinds, before.key())
        .restore(change, before.key(), before.json());
  }

  private static Uni<Void> end(Change change, PendingRow row) {
    return change.session().remove(row).chain(() -> change.retract(ConfigKey.PENDING_CHANGE));
  }

  private static Uni<Void> audit(Change change, String action, PendingRow row) {
    return change.audit(action, "change " + row.id, row.view(), null);
  }

  @Override
  public String keyPrefix() {
    return ConfigKey.PENDING_CHANGE;
  }

  @Override
  public String versions() {
    return "select '" + ConfigKey.PENDING_CHANGE + "', version from pending_change";
  }

  @Override
  public Uni<@Nullable Document> document(Mutiny.Session session, String key) {
    return row(session).map(row -> row.map(Pendings::document).orElse(null));
  }

  @Override
  public Uni<Document> reversion(Mutiny.Session session, String key, long version) {
    return row(session)
        .map(Optional::orElseThrow)
        .invoke(row -> row.version = version)
        .map(Pendings::document);
  }

  private static Document document(PendingRow row) {
    return new Document(ConfigKey.PENDING_CHANGE, row.version, row.change());
  }
}
