package io.ringfence.admin.blocks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.Page;
import io.ringfence.admin.request.TimeCursor;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.guard.detect.Trust;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
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

/// `/api/v1/blocks`
@Tag(name = "Blocks")
@Path("/api/v1/blocks")
@Produces(MediaType.APPLICATION_JSON)
public class BlocksResource {
  private final BlockHistory history;
  private final ActiveBlocks active;
  private final BlockEvents events;
  private final PublishedConfig config;
  private final Changes changes;
  private final Edit edit;
  private final Caller caller;
  private final Clock clock;

  BlocksResource(
      BlockHistory history,
      ActiveBlocks active,
      BlockEvents events,
      PublishedConfig config,
      Changes changes,
      Edit edit,
      Caller caller,
      Clock clock) {
    this.history = history;
    this.active = active;
    this.events = events;
    this.config = config;
    this.changes = changes;
    this.edit = edit;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "Blocks, newest first")
  public Uni<Page<BlockView>> list(
      @RestQuery @Nullable String state,
      @RestQuery @Nullable String target,
      @RestQuery @Nullable String origin,
      @RestQuery @Nullable Integer limit,
      @RestQuery @Nullable String cursor) {
    int count = Page.limit(limit);
    var now = clock.instant();
    return history
        .list(BlockFilters.of(state, target, origin), TimeCursor.after(cursor), count + 1)
        .map(
            blocks ->
                Page.of(
                    blocks,
                    count,
                    block -> new TimeCursor(block.decidedAt(), block.id()).key(),
                    block -> block.asOf(now)));
  }

  @GET
  @Path("{id}")
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "A block with its evidence, and why it is there")
  public Uni<ExplainedBlock> get(@RestPath UUID id) {
    return existing(id).map(block -> new ExplainedBlock(block, explained(block)));
  }

  @GET
  @Path("{id}/explanation")
  @RolesAllowed(Role.VIEW)
  @Operation(
      summary = "Why a block is there: which rule and events, what would have spared it, what next",
      description =
          "Like `explanation` of the block, with the failed logins that it rests on, as the"
              + " security log keeps them.")
  public Uni<Explanation> explanation(@RestPath UUID id) {
    return existing(id).chain(block -> events.of(block).map(found -> explained(block).with(found)));
  }

  private Uni<BlockView> existing(UUID id) {
    return find(id)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("there is no such block")));
  }

  private Explanation explained(BlockView block) {
    var now = clock.instant();
    return Explanation.of(block, config.configuration().effective(now), now);
  }

  @POST
  @RolesAllowed(Role.OPERATE)
  @Operation(
      summary = "Blocks by hand",
      description = "Accepted here, decided by the guard and enforced everywhere within moments.")
  @APIResponse(
      responseCode = "202",
      description = "Ordered",
      content = @Content(schema = @Schema(implementation = BlockOrder.class)))
  public Uni<RestResponse<BlockOrder>> block(
      @RequestBody(content = @Content(schema = @Schema(implementation = NewBlock.class)))
          @Nullable ObjectNode body) {
    var now = clock.instant();
    var id = EventIds.next();
    var actor = caller.actor();
    var command = edit.read(body, NewBlock.class).order(id, actor.name(), now);
    if (Trust.covers(config.configuration().trusted(now), command.target())) {
      throw ProblemException.conflict(
          command.target().value() + " is trusted: members of the trusted group are never blocked");
    }
    var order = BlockOrder.of(command);
    return changes
        .commit(actor, change -> give(change, "block", command, order))
        .replaceWith(
            () ->
                RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, order)
                    .location(URI.create("/api/v1/blocks/" + id))
                    .build());
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.OPERATE)
  @Operation(summary = "Releases a block by hand")
  @APIResponse(
      responseCode = "202",
      description = "Ordered",
      content = @Content(schema = @Schema(implementation = BlockOrder.class)))
  public Uni<RestResponse<BlockOrder>> release(@RestPath UUID id) {
    var actor = caller.actor();
    return existing(id)
        .chain(
            block -> {
              var command = ReleaseOrder.of(block, actor.name(), clock.instant());
              var order = BlockOrder.of(command);
              return changes
                  .commit(actor, change -> give(change, "release", command, order))
                  .replaceWith(() -> RestResponse.status(RestResponse.Status.ACCEPTED, order));
            });
  }

  private static Uni<Void> give(Change change, String action, Command command, BlockOrder order) {
    return change
        .order(command)
        .chain(() -> change.audit(action, "block " + command.blockId(), null, order));
  }

  /// The topic is ahead of the table.
  private Uni<Optional<BlockView>> find(UUID id) {
    var now = clock.instant();
    var live = active.find(id, now).map(BlockView::of);
    if (live.isPresent()) {
      return Uni.createFrom().item(live);
    }
    return history.find(id).map(kept -> kept.map(block -> block.asOf(now)));
  }
}
