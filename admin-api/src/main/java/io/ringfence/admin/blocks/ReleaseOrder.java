package io.ringfence.admin.blocks;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import java.time.Instant;
import java.util.Objects;
import java.util.TreeSet;

/// The order to release a block.
final class ReleaseOrder {
  private ReleaseOrder() {}

  /// @throws ProblemException 409 when the block is over already
  static Command of(BlockView block, String actor, Instant now) {
    if (block.state() != BlockState.ACTIVE) {
      throw ProblemException.conflict("the block is not active: it is " + block.state().wireName());
    }
    var target = block.target();
    return new Command(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        now,
        Command.Action.RELEASE,
        BlockTarget.of(
            Objects.requireNonNull(target.type()), Objects.requireNonNull(target.value())),
        block.id(),
        new TreeSet<>(block.services()),
        null,
        actor,
        null);
  }
}
