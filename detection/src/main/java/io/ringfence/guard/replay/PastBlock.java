package io.ringfence.guard.replay;

import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Service;
import io.ringfence.guard.detect.Guard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A block as its row keeps it: what operators did about it is done again in a replay. Who released
/// a source knew something that no policy knows.
///
/// @param actor who blocked or released it by hand
public record PastBlock(
    UUID id,
    BlockTarget target,
    Set<Service> services,
    Origin origin,
    BlockState state,
    Instant decidedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant endedAt,
    @Nullable String actor,
    @Nullable String note) {

  /// The operators' orders, in the order of time.
  public List<Command> orders() {
    var orders = new ArrayList<Command>();
    if (origin == Origin.OPERATOR) {
      orders.add(order(Command.Action.BLOCK, decidedAt));
    }
    if (state == BlockState.RELEASED
        && origin != Origin.FEED
        && endedAt != null
        && actor != null
        && !Guard.REPLACED.equals(note)) {
      orders.add(order(Command.Action.RELEASE, endedAt));
    }
    return orders;
  }

  private Command order(Command.Action action, Instant at) {
    boolean blocks = action == Command.Action.BLOCK;
    return new Command(
        Event.SCHEMA_VERSION,
        EventIds.derived(id, "past " + action),
        at,
        action,
        target,
        blocks ? id : null,
        blocks ? services : null,
        blocks ? expiresAt : null,
        Objects.requireNonNullElse(actor, ""),
        note);
  }
}
