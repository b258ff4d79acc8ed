package io.ringfence.admin.protection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.pending.Consent;
import io.ringfence.admin.pending.CutOffResponse;
import io.ringfence.admin.pending.FirewallChanges;
import io.ringfence.admin.request.EntityTag;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/protection`
@Tag(name = "Protection")
@Path("/api/v1/protection")
@Produces(MediaType.APPLICATION_JSON)
public class ProtectionResource {
  private final Changes changes;
  private final GuardPolicies policies;
  private final Proposals proposals;
  private final FirewallChanges firewall;

  ProtectionResource(
      Changes changes, GuardPolicies policies, Proposals proposals, FirewallChanges firewall) {
    this.changes = changes;
    this.policies = policies;
    this.proposals = proposals;
    this.firewall = firewall;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "Protection against password guessing and toll fraud")
  public Uni<RestResponse<Protection>> get() {
    return changes
        .read(session -> policies.row(session).map(GuardPolicyRow::policy))
        .map(ProtectionResource::answer);
  }

  @PUT
  @RolesAllowed(Role.ADMINISTER)
  @Operation(
      summary = "Changes it; a field left out keeps its value",
      description = "Whoever is trusted passes restrictions: another trusted group may cut off.")
  @APIResponse(responseCode = "409", ref = CutOffResponse.NAME)
  public Uni<RestResponse<Protection>> put(
      @RequestBody(content = @Content(schema = @Schema(implementation = Protection.class)))
          @Nullable ObjectNode body,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @BeanParam Consent consent) {
    return firewall
        .commit(consent, ConfigKey.GUARD_POLICY, change -> put(change, body, ifMatch))
        .map(
            made ->
                made.noted(RestResponse.ResponseBuilder.ok(ProtectionRules.view(made.result())))
                    .header("ETag", EntityTag.of(made.result().version()))
                    .build());
  }

  private Uni<GuardPolicy> put(Change change, @Nullable ObjectNode body, @Nullable String ifMatch) {
    return policies
        .row(change.session())
        .call(row -> proposals.requireGroup(change.session(), row, body))
        .chain(
            row -> {
              EntityTag.requireMatch(ifMatch, row.version);
              var before = ProtectionRules.view(row.policy());
              return change
                  .nextVersion()
                  .chain(
                      version -> {
                        var policy = proposals.policy(version, row, body);
                        row.take(policy);
                        return change
                            .publish(ConfigKey.GUARD_POLICY, policy)
                            .chain(
                                () ->
                                    change.audit(
                                        "update",
                                        "protection",
                                        before,
                                        ProtectionRules.view(policy)))
                            .replaceWith(policy);
                      });
            });
  }

  private static RestResponse<Protection> answer(GuardPolicy policy) {
    return RestResponse.ResponseBuilder.ok(ProtectionRules.view(policy))
        .header("ETag", EntityTag.of(policy.version()))
        .build();
  }
}
