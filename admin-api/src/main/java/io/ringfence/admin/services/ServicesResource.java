package io.ringfence.admin.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.pending.Consent;
import io.ringfence.admin.pending.CutOffResponse;
import io.ringfence.admin.pending.FirewallChanges;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.EntityTag;
import io.ringfence.admin.request.Page;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.ProtectedService;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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
  private final ServiceChanges serviceChanges;
  private final FirewallChanges firewall;
  private final Edit edit;

  ServicesResource(
      Changes changes,
      Services services,
      ServiceChanges serviceChanges,
      FirewallChanges firewall,
      Edit edit) {
    this.changes = changes;
    this.services = services;
    this.serviceChanges = serviceChanges;
    this.firewall = firewall;
    this.edit = edit;
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

  @POST
  @RolesAllowed(Role.ADMINISTER)
  @Operation(
      summary = "Makes a service of your own",
      description =
          "Its ports are restricted like those of the five. Nobody logs in to it as far as Ringfence"
              + " sees, so it is blocked for those who are blocked for all five services.")
  @APIResponse(responseCode = "201", description = "Made")
  @APIResponse(responseCode = "409", ref = CutOffResponse.NAME)
  public Uni<RestResponse<ServiceView>> create(
      @RequestBody(content = @Content(schema = @Schema(implementation = ServiceView.class)))
          @Nullable ObjectNode body,
      @BeanParam Consent consent) {
    var asked = edit.read(body, ServiceView.class);
    String key = ConfigKey.SERVICE + ServiceRules.newName(asked);
    return firewall
        .commit(consent, key, change -> serviceChanges.create(change, asked))
        .map(
            made ->
                made.noted(
                        RestResponse.ResponseBuilder.create(
                            RestResponse.Status.CREATED, ServiceRules.view(made.result())))
                    .location(URI.create("/api/v1/services/" + made.result().name()))
                    .header("ETag", EntityTag.of(made.result().version()))
                    .build());
  }

  @PUT
  @Path("{name}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Changes a service; a field left out keeps its value")
  @APIResponse(responseCode = "409", ref = CutOffResponse.NAME)
  public Uni<RestResponse<ServiceView>> put(
      @RestPath String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = ServiceView.class)))
          @Nullable ObjectNode body,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @BeanParam Consent consent) {
    return firewall
        .commit(
            consent,
            ConfigKey.SERVICE + name,
            change -> serviceChanges.put(change, name, body, ifMatch))
        .map(
            made ->
                made.noted(RestResponse.ResponseBuilder.ok(ServiceRules.view(made.result())))
                    .header("ETag", EntityTag.of(made.result().version()))
                    .build());
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Deletes a service of your own; its ports are open then")
  @APIResponse(responseCode = "204", description = "Deleted")
  public Uni<RestResponse<Void>> delete(
      @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @BeanParam Consent consent) {
    return firewall
        .commit(
            consent,
            ConfigKey.SERVICE + name,
            change -> serviceChanges.delete(change, name, ifMatch))
        .map(made -> made.noted(RestResponse.ResponseBuilder.<Void>noContent()).build());
  }

  private static RestResponse<ServiceView> answer(ProtectedService service) {
    return RestResponse.ResponseBuilder.ok(ServiceRules.view(service))
        .header("ETag", EntityTag.of(service.version()))
        .build();
  }
}
