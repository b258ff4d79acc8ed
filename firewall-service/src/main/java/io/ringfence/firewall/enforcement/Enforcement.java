package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.PendingChange;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.firewall.rules.BlockChange;
import io.ringfence.firewall.rules.BlockRecord;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the desired state in force, looks whether it stays so, and reports it: the first change
/// of a quiet moment at once, changes that come meanwhile together in the next transaction.
///
/// What is in force at the start, and after a transaction that has failed, is read, and the
/// difference is brought in force. So what was right stays, with its counters and timeouts; and
/// what somebody else has changed is mended in the same way. When that fails again and again, the
/// whole table is made anew.
///
/// Confined to one thread, but for [#status].
public final class Enforcement {

  /// The node agents of Ringfence report at least this often.
  static final Duration REPORT_PERIOD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /// After so many failures in a row the table is made anew.
  private static final int MENDABLE = 3;

  /// Changes that wait for a transaction. Beyond it the oldest are enforced all the same, but not
  /// reported one by one.
  private static final int MAX_UNCONFIRMED = 10_000;

  /// Of a change of the configuration it is not known how much it changes.
  private static final int UNKNOWN = Integer.MAX_VALUE / 2;

  /// Before anything is in force.
  private static final int NOTHING = -1;

  private final Enforcer enforcer;
  private final DesiredState desired;
  private final Node node;
  private final Observer observer;
  private final Reporting reporting;
  private final Proving proving;
  private final Counting counting;
  private final ClockWatch clock = new ClockWatch();
  private final Deque<BlockChange> unconfirmed = new ArrayDeque<>();

  /// Elements that changes put in or out which are not in force yet, about: a block is one in the
  /// set of each of its services. So many may be missing because of them, by nobody's fault.
  private int waiting;

  private final Keeping keeping;

  /// What the bus says while it is still being read and what was known before is enforced, `null`
  /// at other times.
  private @Nullable DesiredState gathered;

  /// The latest change that was taken back.
  private @Nullable UUID takenBack;

  private boolean started;
  private boolean complete;
  private boolean inForce;

  /// The number of the latest order to open or to close.
  private int order;

  private boolean opens;

  /// The number of the order that the rules in force follow. Read by any thread.
  private volatile int carriedOut = NOTHING;

  private @Nullable String error;
  private int failures;
  private Duration retry = FIRST_RETRY;
  private Instant nextApply = Instant.MIN;

  /// @param degraded why the enforcer is not the one that was asked for, `null` when it is
  public Enforcement(
      Enforcer enforcer,
      @Nullable String degraded,
      DesiredState desired,
      Node node,
      Observer observer,
      Outbox outbox,
      Keeper keeper) {
    this.enforcer = enforcer;
    this.desired = desired;
    this.node = node;
    this.observer = observer;
    this.reporting = new Reporting(enforcer, degraded, desired, node.name(), outbox);
    this.keeping = new Keeping(desired, keeper);
    this.proving = new Proving(enforcer, desired, node, observer, outbox);
    this.counting = new Counting(enforcer, desired, node);
  }

  public void configure(Configuration configuration) {
    (gathered == null ? desired : gathered).configure(configuration);
    waiting = UNKNOWN;
  }

  /// Enforces what was known before, until all is known again.
  public void restore(Snapshot snapshot) {
    desired.restore(snapshot, node.clock().instant());
    gathered = desired.another();
    started = true;
    LOG.info(
        "{} blocks are known from before, they are enforced until Kafka has told all",
        desired.blockCount());
  }

  /// Drops nothing until then, `null` for dropping again what is to be dropped.
  ///
  /// @param number of the order, more than 0
  void open(@Nullable Instant until, int number) {
    order = number;
    opens = until != null;
    desired.open(until);
    waiting = UNKNOWN;
    reporting.open(until);
  }

  /// The number of the order to open or to close that is carried out: 0 when there was none yet,
  /// -1 before anything is in force. For readers on any thread.
  int carriedOut() {
    return carriedOut;
  }

  public void take(List<BlockRecord> records) {
    var now = node.clock().instant();
    for (var block : records) {
      if (gathered != null) {
        gathered.take(block, now);
        continue;
      }
      var change = desired.take(block, now);
      if (change != null) {
        remember(change);
      }
    }
  }

  /// Everything that was decided before the start is known: from now on it is enforced.
  public void start() {
    if (gathered != null) {
      desired.become(gathered);
      gathered = null;
      waiting = UNKNOWN;
    }
    started = true;
    complete = true;
  }

  /// Does what is due.
  ///
  /// @return when something will be due again, if nothing comes before
  public Instant work() {
    var now = node.clock().instant();
    if (clock.wasSet(now, node.nanos().getAsLong())) {
      LOG.warn(
          "The clock was set; what is in force is looked at and the ends of blocks are told anew");
      nextApply = Instant.MIN;
      proving.clockWasSet();
      counting.clockWasSet();
      reporting.clockWasSet();
    }
    desired.expire(now).forEach(this::remember);
    if (desired.isDirty()) {
      keeping.changed();
    }
    if (!started) {
      return now.plus(REPORT_PERIOD);
    }
    if (desired.isDirty() && !nextApply.isAfter(now)) {
      apply(now);
    }
    if (!desired.isDirty() && !proving.due().isAfter(now)) {
      prove(now);
    }
    if (complete) {
      keeping.work(now);
    }
    var nextReport = reporting.work(node.clock().instant(), inForce, error, proving.proof());
    observer.counting(reporting.status().droppedPackets().keySet());
    boolean quiet = complete && !desired.isDirty() && !desired.isOpen();
    return Stream.of(
            desired.isDirty() ? nextApply : proving.due(),
            desired.nextExpiry(),
            nextReport,
            quiet ? counting.work(node.clock().instant()) : null)
        .flatMap(Stream::ofNullable)
        .min(Instant::compareTo)
        .orElse(nextReport);
  }

  /// For readers on any thread.
  public Status status() {
    return reporting.status();
  }

  private void apply(Instant now) {
    try {
      boolean known = desired.isKnown();
      var changes = known ? desired.changes(now) : proving.mending(now, failures >= MENDABLE);
      enforcer.apply(changes, () -> desired.ruleset(now, Integer.MAX_VALUE));
      desired.applied();
      if (!known) {
        proving.mended(inForce, waiting);
      }
    } catch (NotAppliedException | RuntimeException e) {
      failed(now, e);
      return;
    }
    if (error != null) {
      LOG.info("The whole rule set is in force again");
    }
    confirm(node.clock().instant());
    error = null;
    failures = 0;
    retry = FIRST_RETRY;
  }

  private void prove(Instant now) {
    try {
      if (proving.look(now)) {
        reporting.soon();
      }
    } catch (NotAppliedException | RuntimeException e) {
      failed(now, e);
    }
  }

  private void confirm(Instant at) {
    nextApply = at.plus(enforcer.pause());
    if (opens == desired.isOpen()) {
      carriedOut = order;
    }
    if (inForce) {
      unconfirmed.forEach(change -> observe(change, at));
      reporting.applied(unconfirmed, at);
    } else {
      inForce = true;
      LOG.info("{} blocks in force through {}", desired.blockCount(), enforcer.backend());
      reporting.startedWith(desired.blocks(), at);
    }
    unconfirmed.clear();
    waiting = 0;
    tellWhatWasTakenBack();
  }

  /// Once for a change: whoever looks on the node sees why its rules are not those of the tables.
  private void tellWhatWasTakenBack() {
    var change = desired.takenBack();
    if (change != null && !change.id().equals(takenBack)) {
      takenBack = change.id();
      LOG.warn(
          "Change {} of {} was not confirmed until {}: this node enforces again what was before",
          change.id(),
          change.before().stream().map(PendingChange.Before::key).toList(),
          change.confirmBy());
      observer.tookBack();
    }
  }

  private void failed(Instant now, Exception e) {
    observer.applyFailed();
    failures++;
    error = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    desired.lost();
    nextApply = now.plus(retry);
    LOG.error("What is in force may not be what should be; again in {}: {}", retry, error);
    retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
    reporting.soon();
  }

  private void observe(BlockChange change, Instant at) {
    if (change.state() == BlockState.ACTIVE) {
      observer.inForce(Duration.between(change.block().causedAt(), at));
    }
  }

  private void remember(BlockChange change) {
    waiting = Math.min(UNKNOWN, waiting + change.block().services().size());
    if (unconfirmed.size() == MAX_UNCONFIRMED) {
      unconfirmed.removeFirst();
    }
    unconfirmed.addLast(change);
  }
}
