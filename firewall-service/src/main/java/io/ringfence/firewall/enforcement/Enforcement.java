package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.firewall.rules.BlockChange;
import io.ringfence.firewall.rules.BlockRecord;
import io.ringfence.firewall.rules.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the desired state in force and reports it: the first change of a quiet moment at once,
/// changes that come meanwhile together in the next transaction.
///
/// When a transaction fails, what was in force stays. What exactly that is is not known any more:
/// the next attempt, after a growing pause, is the whole table. That also mends a table that
/// somebody else has deleted.
///
/// Confined to one thread, but for [#status].
public final class Enforcement {

  /// The node agents of Ringfence report at least this often.
  static final Duration REPORT_PERIOD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /// Changes that wait for a transaction. Beyond it the oldest are enforced all the same, but not
  /// reported one by one.
  private static final int MAX_UNCONFIRMED = 10_000;

  private final Enforcer enforcer;
  private final DesiredState desired;
  private final InstantSource clock;
  private final Observer observer;
  private final Reporting reporting;
  private final Deque<BlockChange> unconfirmed = new ArrayDeque<>();
  private boolean started;
  private boolean inForce;
  private @Nullable String error;
  private Duration retry = FIRST_RETRY;
  private Instant nextApply = Instant.MIN;

  /// @param degraded why the enforcer is not the one that was asked for, `null` when it is
  public Enforcement(
      Enforcer enforcer,
      @Nullable String degraded,
      DesiredState desired,
      String node,
      InstantSource clock,
      Observer observer,
      Consumer<EnforcementReport> reports) {
    this.enforcer = enforcer;
    this.desired = desired;
    this.clock = clock;
    this.observer = observer;
    this.reporting = new Reporting(enforcer, degraded, desired, node, reports);
  }

  public void configure(Configuration configuration) {
    desired.configure(configuration);
  }

  public void take(List<BlockRecord> records) {
    var now = clock.instant();
    for (var block : records) {
      var change = desired.take(block, now);
      if (change != null) {
        remember(change);
      }
    }
  }

  /// Everything that was decided before the start is known: from now on it is enforced.
  public void start() {
    started = true;
  }

  /// Does what is due.
  ///
  /// @return when something will be due again, if nothing comes before
  public Instant work() {
    var now = clock.instant();
    desired.expire(now).forEach(this::remember);
    if (!started) {
      return now.plus(REPORT_PERIOD);
    }
    if (desired.isDirty() && !nextApply.isAfter(now)) {
      apply(now);
    }
    var nextReport = reporting.work(clock.instant(), inForce, error);
    return earliest(desired.isDirty() ? nextApply : null, desired.nextExpiry(), nextReport);
  }

  /// For readers on any thread.
  public Status status() {
    return reporting.status();
  }

  private void apply(Instant now) {
    if (error != null) {
      reporting.readCounters();
    }
    try {
      enforcer.apply(() -> desired.transaction(now), () -> desired.ruleset(now, Integer.MAX_VALUE));
    } catch (NotAppliedException | RuntimeException e) {
      failed(now, e);
      return;
    }
    if (error != null) {
      LOG.info("The whole rule set is in force again");
      reporting.tableReplaced();
    }
    desired.applied();
    confirm(clock.instant());
    error = null;
    retry = FIRST_RETRY;
  }

  private void confirm(Instant at) {
    nextApply = at.plus(enforcer.pause());
    if (inForce) {
      unconfirmed.forEach(change -> observe(change, at));
      reporting.applied(unconfirmed, at);
    } else {
      inForce = true;
      LOG.info("{} blocks in force through {}", desired.blocks().size(), enforcer.backend());
      reporting.startedWith(desired.blocks(), at);
    }
    unconfirmed.clear();
  }

  private void failed(Instant now, Exception e) {
    observer.applyFailed();
    error = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    desired.lost();
    nextApply = now.plus(retry);
    LOG.error("The change was not applied, what was in force stays; again in {}: {}", retry, error);
    retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
    reporting.soon();
  }

  private void observe(BlockChange change, Instant at) {
    if (change.state() == BlockState.ACTIVE) {
      var decision = change.decision();
      var since = Objects.requireNonNullElse(decision.evidence().lastSeen(), decision.decidedAt());
      observer.inForce(Duration.between(since, at));
    }
  }

  private void remember(BlockChange change) {
    if (unconfirmed.size() == MAX_UNCONFIRMED) {
      unconfirmed.removeFirst();
    }
    unconfirmed.addLast(change);
  }

  private static Instant earliest(@Nullable Instant one, @Nullable Instant two, Instant three) {
    var earliest = three;
    for (var at : new @Nullable Instant[] {one, two}) {
      if (at != null && at.isBefore(earliest)) {
        earliest = at;
      }
    }
    return earliest;
  }
}
