package io.ringfence.admin.bouncers;

import io.ringfence.contracts.net.IpRangeSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What a bouncer is told at a pull: everything at its start, what has changed since its last one
/// otherwise. Where the last one was before this run of the service, or longer ago than this run
/// remembers, everything is told again, and of what ended what the history has.
@ApplicationScoped
class Pulls {
  private final Decisions decisions;
  private final Bouncers bouncers;
  private final EndedBlocks history;

  Pulls(Decisions decisions, Bouncers bouncers, EndedBlocks history) {
    this.decisions = decisions;
    this.bouncers = bouncers;
    this.history = history;
  }

  DecisionFeed.Changes next(UUID token, boolean startup) {
    var last = startup ? Optional.<Bouncers.Position>empty() : bouncers.position(token);
    if (last.isEmpty()) {
      return decisions.start();
    }
    var position = last.get();
    if (position.run().equals(decisions.run())) {
      var changes = decisions.since(position.number());
      if (changes.complete()) {
        return changes;
      }
    }
    return anew(position.pulledAt());
  }

  private DecisionFeed.Changes anew(Instant lastPull) {
    var all = decisions.start();
    var ended =
        history.since(lastPull).stream()
            .flatMap(block -> Ban.of(block.target().value(), block, IpRangeSet.EMPTY).stream())
            .filter(ban -> !decisions.isBanned(ban.value()))
            .toList();
    return new DecisionFeed.Changes(all.started(), ended, all.position(), true);
  }
}
