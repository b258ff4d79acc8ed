package io.ringfence.admin.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.EntityTag;
import io.ringfence.admin.request.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Clock;
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

/// `/api/v1/accounts`
@Tag(name = "Accounts")
@Path("/api/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
public class AccountsResource {
  private final Changes changes;
  private final Ownership ownership;
  private final Accounts accounts;
  private final AccountChanges accountChanges;
  private final Registrations registrations;
  private final Edit edit;
  private final Caller caller;
  private final Clock clock;

  AccountsResource(
      Changes changes,
      Ownership ownership,
      Accounts accounts,
      AccountChanges accountChanges,
      Registrations registrations,
      Edit edit,
      Caller caller,
      Clock clock) {
    this.changes = changes;
    this.ownership = ownership;
    this.accounts = accounts;
    this.accountChanges = accountChanges;
    this.registrations = registrations;
    this.edit = edit;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "SIP accounts, by number")
  public Uni<Page<AccountView>> list(
      @RestQuery @Nullable Integer limit, @RestQuery @Nullable String cursor) {
    int count = Page.limit(limit);
    String after = Page.after(cursor);
    return changes.read(
        session ->
            accounts
                .after(session, after, count + 1)
                .map(rows -> Page.of(rows, count, row -> row.number, this::view)));
  }

  @GET
  @Path("{number}")
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "A SIP account")
  public Uni<RestResponse<AccountView>> get(@RestPath String number) {
    return changes.read(session -> accounts.row(session, number).map(this::answer));
  }

  @POST
  @RolesAllowed(Role.ADMINISTER)
  @Operation(
      summary = "Makes a SIP account",
      description = "Without a password one is generated; it is in this answer and nowhere else.")
  @APIResponse(
      responseCode = "201",
      description = "Made",
      content = @Content(schema = @Schema(implementation = CreatedAccount.class)))
  public Uni<RestResponse<CreatedAccount>> create(
      @RequestBody(content = @Content(schema = @Schema(implementation = NewAccount.class)))
          @Nullable ObjectNode body) {
    ownership.requireOurs();
    var asked = edit.read(body, NewAccount.class);
    return changes
        .commit(caller.actor(), change -> accountChanges.create(change, asked))
        .map(
            created ->
                RestResponse.ResponseBuilder.create(
                        RestResponse.Status.CREATED,
                        new CreatedAccount(view(created.row()), created.generated()))
                    .location(URI.create("/api/v1/accounts/" + created.row().number))
                    .header("ETag", EntityTag.of(created.row().version))
                    .build());
  }

  @PUT
  @Path("{number}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Changes a SIP account; a field left out keeps its value")
  public Uni<RestResponse<AccountView>> put(
      @RestPath String number,
      @RequestBody(content = @Content(schema = @Schema(implementation = AccountView.class)))
          @Nullable ObjectNode body,
      @HeaderParam("If-Match") @Nullable String ifMatch) {
    return changes
        .commit(caller.actor(), change -> accountChanges.put(change, number, body, ifMatch))
        .map(this::answer);
  }

  @DELETE
  @Path("{number}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Deletes a SIP account and its registrations")
  public Uni<Void> delete(
      @RestPath String number, @HeaderParam("If-Match") @Nullable String ifMatch) {
    return changes.commit(caller.actor(), change -> accountChanges.delete(change, number, ifMatch));
  }

  @POST
  @Path("{number}/password")
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed(Role.ADMINISTER)
  @Operation(
      summary = "Gives the account a new SIP password",
      description =
          "Set or generated; answered once. Drops the registrations unless keepRegistrations."
              + " Without a body one is generated.")
  public Uni<PasswordChange.Done> password(
      @RestPath String number,
      @RequestBody(
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = PasswordChange.class)))
          @Nullable String body,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType) {
    var asked =
        body == null || body.isEmpty()
            ? PasswordChange.GENERATE
            : edit.parse(body, contentType, PasswordChange.class);
    return changes.commit(caller.actor(), change -> accountChanges.password(change, number, asked));
  }

  private AccountView view(AccountRow row) {
    return row.view()
        .registeredAt(registrations.of(row.number, row.registrationsValidSince, clock.instant()));
  }

  private RestResponse<AccountView> answer(AccountRow row) {
    return RestResponse.ResponseBuilder.ok(view(row))
        .header("ETag", EntityTag.of(row.version))
        .build();
  }
}
