package io.ringfence.admin.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.Page;
import io.ringfence.contracts.event.EventIds;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/tokens`
@Tag(name = "API tokens")
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {
  private static final int MAX_TOKENS = 1_000;

  private final Changes changes;
  private final Edit edit;
  private final Caller caller;

  TokensResource(Changes changes, Edit edit, Caller caller) {
    this.changes = changes;
    this.edit = edit;
    this.caller = caller;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "API tokens, by name, without their secrets")
  public Uni<Page<TokenView>> list(
      @RestQuery @Nullable Integer limit, @RestQuery @Nullable String cursor) {
    int count = Page.limit(limit);
    String after = Page.after(cursor);
    return changes.read(
        session ->
            session
                .createSelectionQuery(
                    "from ApiTokenRow t where t.name > :after order by t.name", ApiTokenRow.class)
                .setParameter("after", after == null ? "" : after)
                .setMaxResults(count + 1)
                .getResultList()
                .map(rows -> Page.of(rows, count, row -> row.name, ApiTokenRow::view)));
  }

  @POST
  @RolesAllowed(Role.ADMINISTER)
  @Operation(
      summary = "Makes an API token",
      description = "The token is in this answer and nowhere else.")
  @APIResponse(
      responseCode = "201",
      description = "Made",
      content = @Content(schema = @Schema(implementation = CreatedToken.class)))
  public Uni<RestResponse<CreatedToken>> create(
      @RequestBody(content = @Content(schema = @Schema(implementation = NewToken.class)))
          @Nullable ObjectNode body) {
    var asked = edit.read(body, NewToken.class);
    return changes
        .commit(caller.actor(), change -> create(change, asked))
        .map(
            created ->
                RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, created)
                    .location(URI.create("/api/v1/tokens/" + created.view().id()))
                    .build());
  }

  private static Uni<CreatedToken> create(Change change, NewToken asked) {
    asked.validate(change.now());
    var token = ApiToken.generate();
    var row = new ApiTokenRow();
    row.id = EventIds.next();
    row.name = Objects.requireNonNull(asked.name());
    row.role = Objects.requireNonNull(asked.role()).wireName();
    row.tokenHash = token.hash();
    row.createdAt = change.now();
    row.expiresAt = asked.expiresAt();
    return requireFree(change, row.name)
        .chain(() -> change.session().persist(row))
        .chain(() -> change.audit("create", "token " + row.name, null, row.view()))
        .replaceWith(() -> new CreatedToken(row.view(), token.reveal()));
  }

  private static Uni<Void> requireFree(Change change, String name) {
    return change
        .session()
        .createSelectionQuery("select t.name from ApiTokenRow t", String.class)
        .getResultList()
        .invoke(
            names -> {
              if (names.contains(name)) {
                throw ProblemException.conflict("there is a token '" + name + "' already");
              }
              if (names.size() >= MAX_TOKENS) {
                throw ProblemException.conflict("there are " + MAX_TOKENS + " tokens already");
              }
            })
        .replaceWithVoid();
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Deletes an API token: it is not accepted any more")
  public Uni<Void> delete(@RestPath UUID id) {
    return changes.commit(
        caller.actor(),
        change ->
            change
                .session()
                .find(ApiTokenRow.class, id)
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.notFound("there is no such token"))
                .chain(
                    row ->
                        change
                            .session()
                            .remove(row)
                            .chain(
                                () ->
                                    change.audit(
                                        "delete", "token " + row.name, row.view(), null))));
  }
}
