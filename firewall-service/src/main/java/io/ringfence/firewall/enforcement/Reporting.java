package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.BlockChange;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says what is in force: a report at once after a change, but when changes keep coming only so
/// often, and one now and then when nothing changes. No applied change is left out of the reports.
final class Reporting {

  static final String ENFORCER = "firewall-service";

  private static final Logger LOG = LoggerFactory.getLogger(Reporting.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /// Elements of each set in a report's text, so that the rules after them are in it too.
  private static final int MAX_ELEMENTS = 100;

  private final Enforcer enforcer;
  private final @Nullable String degraded;
  private final DesiredState desired;
  private final String node;
  private final Outbox outbox;
  private final DroppedPackets dropped = new DroppedPackets();
  private final Totals<String> passed = new Totals<>();
  private final DroppedByBlock drops;
  private final Deque<Applied> recent = new ArrayDeque<>();
  private @Nullable Instant openUntil;
  private int unreported;
  private boolean changed;
  private Instant latest = Instant.MIN;
  private Instant countersReadAt = Instant.EPOCH;
  private Proof proof = Proof.NONE;
  private volatile Status status;

  Reporting(
      Enforcer enforcer,
      @Nullable String degraded,
      DesiredState desired,
      String node,
      Outbox outbox) {
    this.enforcer = enforcer;
    this.degraded = degraded;
    this.desired = desired;
    this.node = node;
    this.outbox = outbox;
    this.drops = new DroppedByBlock(enforcer, desired);
    this.status = Status.starting(enforcer.backend(), degraded);
  }

  /// Nothing is dropped until then, `null` when it is not so.
  void open(@Nullable Instant until) {
    openUntil = until;
    changed = true;
  }

  /// Every block taken over at the start; the report names the latest of them.
  void startedWith(Stream<Block> blocks, Instant at) {
    blocks
        .sorted(Comparator.comparingLong(Block::decidedMillis).reversed())
        .limit(EnforcementReport.MAX_RECENT)
        .forEach(block -> recent.addLast(new Applied(block.id(), BlockState.ACTIVE, at)));
    changed = true;
  }

  void applied(Collection<BlockChange> changes, Instant at) {
    changed = true;
    for (var change : changes) {
      if (unreported == EnforcementReport.MAX_RECENT) {
        send(at, true, null, false);
      }
      if (recent.size() == EnforcementReport.MAX_RECENT) {
        recent.removeLast();
      }
      if (change.state() == BlockState.ACTIVE) {
        drops.came(change.block());
      }
      recent.addFirst(new Applied(change.block().id(), change.state(), at));
      unreported++;
    }
  }

  /// When the next report is due has changed.
  void clockWasSet() {
    latest = Instant.MIN;
    countersReadAt = Instant.EPOCH;
  }

  void soon() {
    changed = true;
  }

  /// Reports if it is time to.
  ///
  /// @return when it will be time again
  Instant work(Instant now, boolean inForce, @Nullable String error, Proof proof) {
    var due = latest.equals(Instant.MIN) ? now : latest.plus(changed ? PAUSE : period());
    if (due.isAfter(now)) {
      return due;
    }
    this.proof = proof;
    if (!countersReadAt.plus(period()).isAfter(now)) {
      readCounters();
      countersReadAt = now;
    }
    send(now, inForce, error, true);
    changed = false;
    latest = now;
    return now.plus(period());
  }

  private void readCounters() {
    try {
      dropped.read(enforcer.droppedPackets(), services());
      passed.read(enforcer.passedPackets());
      drops.read();
    } catch (NotAppliedException | RuntimeException e) {
      LOG.debug("The counters cannot be read: {}", e.getMessage());
    }
  }

  private Set<String> services() {
    var names = new HashSet<>(desired.configuration().services().keySet());
    Names.SERVICES.forEach(service -> names.add(service.wireName()));
    return names;
  }

  Status status() {
    return status;
  }

  private static Duration period() {
    return Enforcement.REPORT_PERIOD;
  }

  /// Why nothing is enforced although nothing has failed, `null` when it is.
  private @Nullable String notEnforced(Instant now) {
    return openUntil != null && now.isBefore(openUntil)
        ? EnforcementReport.OPENED + " until " + openUntil + ": restrictions and blocks are lifted"
        : degraded;
  }

  private void send(Instant now, boolean inForce, @Nullable String error, boolean withRuleset) {
    String reason = error == null ? notEnforced(now) : error;
    var elements = desired.elements();
    var versions = desired.configuration().versions();
    var byService = dropped.byService();
    var bySet = dropped.bySet();
    status =
        new Status(
            enforcer.backend(),
            inForce,
            reason,
            desired.blockCounts(),
            elements,
            byService,
            bySet,
            passed.all(),
            versions,
            desired.refused(),
            proof);
    outbox.report(
        new EnforcementReport(
            Event.SCHEMA_VERSION,
            EventIds.next(),
            now,
            node,
            ENFORCER,
            enforcer.backend(),
            desired.blockCount(),
            elements,
            byService,
            versions,
            List.copyOf(recent),
            reason,
            withRuleset ? desired.ruleset(now, MAX_ELEMENTS) : null,
            proof.provenAt(),
            proof.drift().total(),
            proof.repairs(),
            withRuleset ? drops.latest() : List.of(),
            bySet,
            passed.all()));
    unreported = 0;
  }
}
