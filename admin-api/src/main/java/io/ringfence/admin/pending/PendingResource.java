package io.ringfence.admin.pending;

import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/// `/api/v1/changes`
@Tag(name = "Pending changes")
@Path("/api/v1/changes")
@Produces(MediaType.APPLICATION_JSON)
public class PendingResource {
  private final Changes changes;
  private final Pendings pendings;
  private final Caller caller;

  PendingResource(Changes changes, Pendings pendings, Caller caller) {
    this.changes = changes;
    this.pendings = pendings;
    this.caller = caller;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "The change that waits to be confirmed, if there is one")
  public Uni<Page<PendingView>> list() {
    return changes.read(
        session ->
            pendings
                .row(session)
                .map(row -> Page.whole(row.map(PendingRow::view).stream().toList())));
  }

  @GET
  @Path("{id}")
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "A change that waits to be confirmed")
  public Uni<PendingView> get(@RestPath UUID id) {
    return changes.read(session -> pendings.row(session, id).map(PendingRow::view));
  }

  @POST
  @Path("{id}/confirm")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(
      summary = "Lets a change stay",
      description = "404 when it has taken itself back or was confirmed before.")
  public Uni<Void> confirm(@RestPath UUID id) {
    return changes.commit(
        caller.actor(),
        change ->
            pendings
                .row(change.session(), id)
                .chain(
                    row -> {
                      if (!change.now().isBefore(row.confirmBy)) {
                        throw ProblemException.notFound(
                            "the time to confirm it was over at " + row.confirmBy);
                      }
                      return pendings.confirm(change, row);
                    }));
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.ADMINISTER)
  @Operation(summary = "Takes a change back at once")
  public Uni<Void> takeBack(@RestPath UUID id) {
    return changes.commit(
        caller.actor(),
        change -> pendings.row(change.session(), id).chain(row -> pendings.takeBack(change, row)));
  }
}
