package io.ringfence.admin.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.EntityTag;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.ProtectedService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Changing services, and making and deleting those of the operator's own.
@ApplicationScoped
class ServiceChanges {
  private static final int MAX_OWN = 50;

  private final Services services;
  private final Edit edit;

  ServiceChanges(Services services, Edit edit) {
    this.services = services;
    this.edit = edit;
  }

  Uni<ProtectedService> create(Change change, ServiceView asked) {
    String name = ServiceRules.newName(asked);
    var session = change.session();
    return services
        .all(session)
        .invoke(
            rows -> {
              if (rows.stream().anyMatch(row -> row.name.equals(name))) {
                throw ProblemException.conflict("there is a service '" + name + "' already");
              }
              if (rows.stream().filter(row -> !ProtectedService.isBuiltIn(row.name)).count()
                  >= MAX_OWN) {
                throw ProblemException.conflict("there are " + MAX_OWN + " own services already");
              }
            })
        .chain(() -> requireGroup(change, asked))
        .chain(change::nextVersion)
        .chain(
            version -> {
              var service = ServiceRules.validated(version, name, asked);
              var row = new ServiceRow();
              row.take(service);
              return session.persist(row).chain(() -> published(change, "create", service, null));
            });
  }

  Uni<ProtectedService> put(
      Change change, String name, @Nullable ObjectNode body, @Nullable String ifMatch) {
    return services
        .row(change.session(), name)
        .chain(
            row -> {
              EntityTag.requireMatch(ifMatch, row.version);
              var before = ServiceRules.view(row.service());
              var asked = edit.merge(before, body, ServiceView.class);
              return requireGroup(change, asked)
                  .chain(change::nextVersion)
                  .chain(
                      version -> {
                        var service = ServiceRules.validated(version, name, asked);
                        row.take(service);
                        return published(change, "update", service, before);
                      });
            });
  }

  Uni<Void> delete(Change change, String name, @Nullable String ifMatch) {
    return services
        .row(change.session(), name)
        .chain(
            row -> {
              if (ProtectedService.isBuiltIn(name)) {
                throw ProblemException.conflict(
                    "'" + name + "' is one of the five services; it can be opened, not deleted");
              }
              EntityTag.requireMatch(ifMatch, row.version);
              var before = ServiceRules.view(row.service());
              return change
                  .session()
                  .remove(row)
                  .chain(() -> change.retract(ConfigKey.SERVICE + name))
                  .chain(() -> change.audit("delete", "service " + name, before, null));
            });
  }

  private static Uni<ProtectedService> published(
      Change change, String action, ProtectedService service, @Nullable ServiceView before) {
    return change
        .publish(ConfigKey.SERVICE + service.name(), service)
        .chain(
            () ->
                change.audit(
                    action, "service " + service.name(), before, ServiceRules.view(service)))
        .replaceWith(service);
  }

  private static Uni<Void> requireGroup(Change change, ServiceView asked) {
    if (asked.groupId() == null) {
      return Uni.createFrom().voidItem();
    }
    return change
        .session()
        .createNativeQuery("select count(*) from ip_group where id = :id", Long.class)
        .setParameter("id", Objects.requireNonNull(asked.groupId()))
        .getSingleResult()
        .invoke(
            count -> {
              if (count == 0) {
                throw ProblemException.invalid("groupId", "there is no such IP group");
              }
            })
        .replaceWithVoid();
  }
}
