package io.ringfence.admin.services;

import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.ConfigDocuments;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.ProtectedService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/// The services' rows: five, for good.
@ApplicationScoped
class Services implements ConfigDocuments {
  /// @throws ProblemException 404 when there is none
  Uni<ServiceRow> row(Mutiny.Session session, String name) {
    return session
        .find(ServiceRow.class, name)
        .onItem()
        .ifNull()
        .failWith(
            () ->
                ProblemException.notFound(
                    "there is no service '"
                        + name
                        + "'; there are web, sip, provisioning, crm and snmp"));
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
  public Uni<List<Document>> current(Mutiny.Session session) {
    return all(session).map(rows -> rows.stream().map(row -> document(row.service())).toList());
  }

  @Override
  public Uni<Document> reversion(Change change, String key) {
    return row(change.session(), key.substring(ConfigKey.SERVICE.length()))
        .chain(
            row ->
                change
                    .nextVersion()
                    .map(
                        version -> {
                          row.version = version;
                          return document(row.service());
                        }));
  }

  private static Document document(ProtectedService service) {
    return new Document(ConfigKey.SERVICE + service.name().wireName(), service.version(), service);
  }
}
