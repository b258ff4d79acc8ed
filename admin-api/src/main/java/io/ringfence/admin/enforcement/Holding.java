package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the reports of one enforcer on one node say of single decisions. A report names its latest
/// changes only, so what was in force before the first report that was seen is known by its number
/// alone.
final class Holding {

  /// Decisions remembered; of those beyond, only the number is known.
  static final int MAX_REMEMBERED = 100_000;

  /// How long after a decision a report may still lack it.
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

  /// Whether a decision is in force there.
  enum State {
    HELD,
    MISSING,
    /// The reports do not tell.
    UNKNOWN
  }

  /// @param since when it was in force, `null` when that is not known
  record Held(State state, @Nullable Instant since, @Nullable String why) {
    String wireName() {
      return state.name().toLowerCase(Locale.ROOT);
    }
  }

  private record Change(BlockState state, Instant at) {}

  private final SequencedMap<UUID, Change> changes = new LinkedHashMap<>();
  private final SequencedMap<UUID, Long> drops = new LinkedHashMap<>();
  private final Instant firstSeen;
  private EnforcementReport latest;

  Holding(EnforcementReport first) {
    this.firstSeen = first.occurredAt();
    this.latest = first;
    take(first);
  }

  synchronized void take(EnforcementReport report) {
    latest = report;
    for (var applied : report.recent().reversed()) {
      changes.remove(applied.blockId());
      changes.putLast(applied.blockId(), new Change(applied.state(), applied.at()));
    }
    while (changes.size() > MAX_REMEMBERED) {
      changes.pollFirstEntry();
    }
    for (var dropped : report.drops()) {
      drops.remove(dropped.blockId());
      drops.putLast(dropped.blockId(), dropped.packets());
    }
    while (drops.size() > MAX_REMEMBERED) {
      drops.pollFirstEntry();
    }
  }

  /// Packets that a block has made it drop, as far as reported; `null` for nothing known.
  synchronized @Nullable Long dropped(UUID block) {
    return drops.get(block);
  }

  synchronized EnforcementReport latest() {
    return latest;
  }

  /// @param expected how many decisions of all there are this enforcer is to hold
  synchronized Held held(BlockDecision decision, int expected, Instant now) {
    if (Backends.enforcesNothing(latest)) {
      return new Held(State.MISSING, null, "dry run: nothing is enforced here");
    }
    var change = changes.get(decision.blockId());
    if (change != null && change.state() == BlockState.ACTIVE) {
      return new Held(State.HELD, change.at(), null);
    }
    if (change != null) {
      return new Held(State.MISSING, null, "it was let go there");
    }
    var due = decision.decidedAt().plus(ON_ITS_WAY);
    if (latest.occurredAt().isBefore(due)) {
      boolean early = now.isBefore(due);
      return new Held(State.UNKNOWN, null, early ? "on its way" : "no report since it was decided");
    }
    if (latest.blocks() >= expected) {
      return new Held(State.HELD, null, null);
    }
    // sip-edge names only the latest of many changes at once, the node agent all of them.
    return decision.decidedAt().isAfter(firstSeen) && Backends.isKernel(latest)
        ? new Held(State.MISSING, null, "the reports since it was decided do not name it")
        : new Held(
            State.UNKNOWN, null, "there are fewer blocks than decided; which is not reported");
  }
}
