package io.ringfence.admin.services;

import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.RestorableDocuments;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.ProtectedService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The services' rows: five for good, and the operator's own.
@ApplicationScoped
class Services implements RestorableDocuments {
  /// @throws ProblemException 404 when there is none
  Uni<ServiceRow> row(Mutiny.Session session, String name) {
    return session
        .find(ServiceRow.class, name)
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.notFound("there is no service '" + name + "'"));
  }

  Uni<List<ServiceRow>> all(Mutiny.Session session) {
    return session
        .createSelectionQuery("from ServiceRow s order by s.name", ServiceRow.class)
        .getResultList();
  }

  @Override
  public String keyPrefix() {
    return ConfigKey.SERVICE;
  }

  @Override
  public String versions() {
    return "select '" + ConfigKey.SERVICE + "' || name, version from protected_service";
  }

  @Override
  public Uni<List<Document>> current(Mutiny.Session session) {
    return all(session).map(rows -> rows.stream().map(row -> document(row.service())).toList());
  }

  @Override
  public Uni<@Nullable Document> document(Mutiny.Session session, String key) {
    return session
        .find(ServiceRow.class, key.substring(ConfigKey.SERVICE.length()))
        .map(row -> row == null ? null : document(row.service()));
  }

  @Override
  public Uni<Document> reversion(Mutiny.Session session, String key, long version) {
    return row(session, key.substring(ConfigKey.SERVICE.length()))
        .invoke(row -> row.version = version)
        .map(row -> document(row.service()));
  }

  @Override
  public Uni<Void> restore(Change change, String key, byte @Nullable [] document) {
    var session = change.session();
    return session
        .find(ServiceRow.class, key.substring(ConfigKey.SERVICE.length()))
        .chain(
            row -> {
              if (document == null) {
                return (row == null ? Uni.createFrom().voidItem() : session.remove(row))
                    .chain(() -> change.retract(key));
              }
              var before = Json.read(document, ProtectedService.class);
              var restored = row == null ? new ServiceRow() : row;
              return change
                  .nextVersion()
                  .invoke(version -> restored.take(before, version))
                  .chain(
                      () -> row == null ? session.persist(restored) : Uni.createFrom().voidItem())
                  .chain(() -> change.publish(key, restored.service()));
            });
  }

  private static Document document(ProtectedService service) {
    return new Document(ConfigKey.SERVICE + service.name(), service.version(), service);
  }
}
