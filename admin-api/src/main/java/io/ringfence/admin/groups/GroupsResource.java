package io.ringfence.admin.groups;

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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/ip-groups`
@Tag(name = "IP groups")
@Path("/api/v1/ip-groups")
@Produces(MediaType.APPLICATION_JSON)
public class GroupsResource {
  private final Changes changes;
  private final Groups groups;
  private final GroupChanges groupChanges;
  private final FirewallChanges firewall;
  private final Edit edit;

  GroupsResource(
      Changes changes,
      Groups groups,
      GroupChanges groupChanges,
      FirewallChanges firewall,
      Edit edit) {
    this.changes = changes;
    this.groups = groups;
    this.groupChanges = groupChanges;
    this.firewall = firewall;
    this.edit = edit;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(
      summary = "IP groups, by id",
      description = "A page ends early when its groups together have many thousand members.")
  public Uni<Page<GroupView>> list(
      @RestQuery @Nullable Integer limit, @RestQuery @Nullable String cursor) {
    int count = Page.limit(limit);
    String after = Page.after(cursor);
    return changes.read(
        session ->
            groups
                .after(session, after, count)
                .map(page -> Page.of(page.groups(), page.more(), row -> row.id, GroupRow::view)));
  }

  @GET
  @Path("{id}")
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "An IP group")
  public Uni<RestResponse<GroupView>> get(@RestPath String id) {
    return changes.read(session -> groups.row(session, id).map(GroupsResource::answer));
  }

  @POST
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Makes an IP group")
  @APIResponse(responseCode = "201", description = "Made")
  public Uni<RestResponse<GroupView>> create(
      @RequestBody(content = @Content(schema = @Schema(implementation = GroupView.class)))
          @Nullable ObjectNode body,
      @Parameter(hidden = true) @RestQuery @Nullable String confirmWithin) {
    var consent = Consent.given(confirmWithin);
    var asked = edit.read(body, GroupView.class);
    return firewall
        .commit(consent, ConfigKey.GROUP, change -> groupChanges.create(change, asked))
        .map(FirewallChanges.Made::result)
        .map(
            row ->
                RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, row.view())
                    .location(URI.create("/api/v1/ip-groups/" + row.id))
                    .header("ETag", EntityTag.of(row.version))
                    .build());
  }

  @PUT
  @Path("{id}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Changes an IP group; a field left out keeps its value")
  @APIResponse(responseCode = "409", ref = CutOffResponse.NAME)
  public Uni<RestResponse<GroupView>> put(
      @RestPath String id,
      @RequestBody(content = @Content(schema = @Schema(implementation = GroupView.class)))
          @Nullable ObjectNode body,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @BeanParam Consent consent) {
    return firewall
        .commit(
            consent, ConfigKey.GROUP + id, change -> groupChanges.put(change, id, body, ifMatch))
        .map(
            made ->
                made.noted(RestResponse.ResponseBuilder.ok(made.result().view()))
                    .header("ETag", EntityTag.of(made.result().version))
                    .build());
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Deletes an IP group that is not in use")
  @APIResponse(responseCode = "204", description = "Deleted")
  public Uni<RestResponse<Void>> delete(
      @RestPath String id,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @BeanParam Consent consent) {
    return firewall
        .commit(consent, ConfigKey.GROUP + id, change -> groupChanges.delete(change, id, ifMatch))
        .map(made -> made.noted(RestResponse.ResponseBuilder.<Void>noContent()).build());
  }

  private static RestResponse<GroupView> answer(GroupRow row) {
    return RestResponse.ResponseBuilder.ok(row.view())
        .header("ETag", EntityTag.of(row.version))
        .build();
  }
}
