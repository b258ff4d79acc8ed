package io.ringfence.admin.calls;

import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Page;
import io.ringfence.admin.request.TimeCursor;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.net.IpAddress;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/calls`
@Tag(name = "Calls")
@Path("/api/v1/calls")
@Produces(MediaType.APPLICATION_JSON)
public class CallsResource {
  private final CallRecords records;
  private final Changes changes;
  private final Caller caller;
  private final Clock clock;

  CallsResource(CallRecords records, Changes changes, Caller caller, Clock clock) {
    this.records = records;
    this.changes = changes;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(
      summary = "Calls, newest first",
      description = "state=active shows those that go on. from and to are times of the start.")
  public Uni<Page<CallView>> list(
      @RestQuery @Nullable String state,
      @RestQuery @Nullable String account,
      @RestQuery @Nullable String direction,
      @RestQuery @Nullable String from,
      @RestQuery @Nullable String to,
      @RestQuery @Nullable Integer limit,
      @RestQuery @Nullable String cursor) {
    int count = Page.limit(limit);
    var filter = CallFilter.of(state, account, direction, from, to);
    return records
        .list(filter, TimeCursor.after(cursor), count + 1)
        .map(
            calls ->
                Page.of(
                    calls,
                    count,
                    call -> new TimeCursor(call.startedAt(), call.id()).key(),
                    call -> call));
  }

  @GET
  @Path("{id}")
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "A call")
  public Uni<CallView> get(@RestPath String id) {
    return records.find(id).map(CallsResource::only);
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.OPERATE)
  @Operation(
      summary = "Ends a call",
      description =
          "The edge that carries it tells both sides within moments. id is the call's, or the"
              + " Call-ID of one that goes on.")
  @APIResponse(
      responseCode = "202",
      description = "Ordered",
      content = @Content(schema = @Schema(implementation = CallView.class)))
  public Uni<RestResponse<CallView>> end(@RestPath String id) {
    var actor = caller.actor();
    return records
        .find(id)
        .map(CallsResource::only)
        .chain(
            call -> {
              requireActive(call);
              var command =
                  Command.endCall(
                      call.id(), IpAddress.parse(call.source()), actor.name(), clock.instant());
              return changes
                  .commit(
                      actor,
                      change ->
                          change
                              .order(command)
                              .chain(() -> change.audit("end", "call " + call.id(), call, null)))
                  .replaceWith(() -> RestResponse.status(RestResponse.Status.ACCEPTED, call));
            });
  }

  private static CallView only(List<CallView> found) {
    if (found.isEmpty()) {
      throw ProblemException.notFound("there is no such call");
    }
    if (found.size() > 1) {
      throw ProblemException.conflict("several calls have this Call-ID: name one by its id");
    }
    return found.getFirst();
  }

  private static void requireActive(CallView call) {
    if (call.state() != CallView.State.ACTIVE) {
      throw ProblemException.conflict("the call has ended");
    }
  }
}
