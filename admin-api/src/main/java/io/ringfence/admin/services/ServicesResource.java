package io.ringfence.admin.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.EntityTag;
import io.ringfence.admin.request.Page;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.ProtectedService;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/services`
@Tag(name = "Services")
@Path("/api/v1/services")
@Produces(MediaType.APPLICATION_JSON)
public class ServicesResource {
  private final Changes changes;
  private final Services services;
  private final Edit edit;
  private final Caller caller;

  ServicesResource(Changes changes, Services services, Edit edit, Caller caller) {
    this.changes = changes;
    this.services = services;
    this.edit = edit;
    this.caller = caller;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "The services of the integrated firewall")
  public Uni<Page<ServiceView>> list() {
    return changes.read(
        session ->
            services
                .all(session)
                .map(
                    rows ->
                        Page.whole(
                            rows.stream().map(row -> ServiceRules.view(row.service())).toList())));
  }

  @GET
  @Path("{name}")
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "A service")
  public Uni<RestResponse<ServiceView>> get(@RestPath String name) {
    return changes.read(session -> services.row(session, name).map(row -> answer(row.service())));
  }

  @PUT
  @Path("{name}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Changes a service; a field left out keeps its value")
  public Uni<RestResponse<ServiceView>> put(
      @RestPath String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = ServiceView.class)))
          @Nullable ObjectNode body,
      @HeaderParam("If-Match") @Nullable String ifMatch) {
    return changes
        .commit(caller.actor(), change -> put(change, name, body, ifMatch))
        .map(ServicesResource::answer);
  }

  private Uni<ProtectedService> put(
      Change change, String name, @Nullable ObjectNode body, @Nullable String ifMatch) {
    return services
        .row(change.session(), name)
        .chain(
            row -> {
              var current = row.service();
              EntityTag.requireMatch(ifMatch, current.version());
              var before = ServiceRules.view(current);
              var asked = edit.merge(before, body, ServiceView.class);
              return requireGroup(change, asked)
                  .chain(change::nextVersion)
                  .chain(
                      version -> {
                        var service = ServiceRules.validated(version, current.name(), asked);
                        row.take(service);
                        return change
                            .publish(ConfigKey.SERVICE + name, service)
                            .chain(
                                () ->
                                    change.audit(
                                        "update",
                                        "service " + name,
                                        before,
                                        ServiceRules.view(service)))
                            .replaceWith(service);
                      });
            });
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

  private static RestResponse<ServiceView> answer(ProtectedService service) {
    return RestResponse.ResponseBuilder.ok(ServiceRules.view(service))
        .header("ETag", EntityTag.of(service.version()))
        .build();
  }
}
