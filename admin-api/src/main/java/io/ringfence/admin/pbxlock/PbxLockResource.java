package io.ringfence.admin.pbxlock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.EntityTag;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.PbxLock;
import io.ringfence.contracts.event.SecurityAlert;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// `/api/v1/pbx-lock`
@Tag(name = "PBX lock")
@Path("/api/v1/pbx-lock")
@Produces(MediaType.APPLICATION_JSON)
public class PbxLockResource {
  private static final PbxLockView OPEN = new PbxLockView(false, null, null, null);

  private final Changes changes;
  private final PbxLocks locks;
  private final Edit edit;
  private final Caller caller;

  PbxLockResource(Changes changes, PbxLocks locks, Edit edit, Caller caller) {
    this.changes = changes;
    this.locks = locks;
    this.edit = edit;
    this.caller = caller;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "Whether the PBX is locked")
  public Uni<RestResponse<PbxLockView>> get() {
    return changes
        .read(session -> locks.row(session).map(PbxLockRow::lock))
        .map(PbxLockResource::answer);
  }

  @PUT
  @RolesAllowed(Role.OPERATE)
  @Operation(
      summary = "Locks or unlocks the PBX; a field left out keeps its value",
      description =
          "While it is locked no account begins a call, but to an emergency number. Incoming calls"
              + " and calls in progress go on.")
  public Uni<RestResponse<PbxLockView>> put(
      @RequestBody(content = @Content(schema = @Schema(implementation = PbxLockView.class)))
          @Nullable ObjectNode body,
      @HeaderParam("If-Match") @Nullable String ifMatch) {
    return change(before -> edit.merge(before, body, PbxLockView.class), ifMatch);
  }

  @DELETE
  @RolesAllowed(Role.OPERATE)
  @Operation(summary = "Unlocks the PBX")
  public Uni<RestResponse<PbxLockView>> unlock(@HeaderParam("If-Match") @Nullable String ifMatch) {
    return change(before -> OPEN, ifMatch);
  }

  private Uni<RestResponse<PbxLockView>> change(
      Function<PbxLockView, PbxLockView> asked, @Nullable String ifMatch) {
    return changes
        .commit(caller.actor(), change -> change(change, asked, ifMatch))
        .map(PbxLockResource::answer);
  }

  private Uni<PbxLock> change(
      Change change, Function<PbxLockView, PbxLockView> asked, @Nullable String ifMatch) {
    return locks
        .row(change.session())
        .chain(
            row -> {
              EntityTag.requireMatch(ifMatch, row.version);
              var before = row.lock();
              var view = asked.apply(PbxLockView.of(before));
              return change
                  .nextVersion()
                  .chain(
                      version -> {
                        String by = change.actor().name();
                        var lock = PbxLockRules.lock(before, view, version, by, change.now());
                        row.take(lock);
                        return publish(change, before, lock).replaceWith(lock);
                      });
            });
  }

  static Uni<Void> publish(Change change, PbxLock before, PbxLock lock) {
    return change
        .publish(ConfigKey.PBX_LOCK, lock)
        .chain(() -> alert(change, before, lock))
        .chain(
            () ->
                change.audit(
                    lock.locked() ? "lock" : "unlock",
                    "pbx",
                    PbxLockView.of(before),
                    PbxLockView.of(lock)));
  }

  private static Uni<Void> alert(Change change, PbxLock before, PbxLock lock) {
    return before.locked() == lock.locked()
        ? Uni.createFrom().voidItem()
        : change.alert(
            SecurityAlert.pbxLock(
                lock.locked(), change.actor().name(), lock.reason(), change.now()));
  }

  private static RestResponse<PbxLockView> answer(PbxLock lock) {
    return RestResponse.ResponseBuilder.ok(PbxLockView.of(lock))
        .header("ETag", EntityTag.of(lock.version()))
        .build();
  }
}
