package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.guard.detect.Bound;
import io.ringfence.guard.detect.Finding;
import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.Note;
import io.ringfence.guard.detect.SourceState;
import io.ringfence.guard.detect.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Hands events, orders and the time to [Guard] and does what it says: the one place where the
/// state of sources is kept and decisions are announced. Nothing here waits.
final class GuardProcessor implements Processor<String, byte[], String, byte[]> {

  /*
   * Why a kill -9 at any point loses no failure, counts none twice and loses no block.
   *
   * Streams commits in this order: state (the changelog's records are sent), outputs and changelog
   * acknowledged by the broker, then the input's offsets. So whatever is committed is safe, and a
   * crash concerns only the input since the last commit, at most a commit interval of it. It will be
   * read again. What it did before the crash may be there or not, in any mixture:
   *
   *  - The state of a source is that of the commit or of any later moment up to the crash. It is
   *    kept back in memory and written before the next commit at the latest (CommitHook). Its
   *    records in the changelog are in order, so the changelog gives one of these states; the local
   *    RocksDB may be ahead of its checkpoint and even of the changelog (a record that was still in
   *    the producer); then replaying the changelog over it gives one of these states all the same:
   *    each record is the whole state of its key. Different sources can be at different moments,
   *    which does not matter, for no decision looks at two.
   *  - An output is on its topic or not; findings wait for company, and not beyond a commit either.
   *
   * So the input must be harmless on a state that already has it in it:
   *
   *  - a failure in the window is known by its id; one that was used up by a block, was made while
   *    the source was blocked or was forgiven is older than `clearedBefore`; one that fell out of
   *    the window is late. Neither counts again, and on an older state it counts as it did;
   *  - an event or order that caused decisions is found in `announced`; these and all that followed
   *    are announced again, with the same ids, the last word last. So no block, no release and no
   *    warning is lost, and consumers recognise what they have seen;
   *  - an order that found nothing to do is found in `orders`.
   *
   *  - what an attempt said to the state of another target is said again with the same id: verdicts
   *    and logins are found in `told`, and what does not fit there any more in [Said]; failures are
   *    said again by every repetition, which counts nowhere twice, for each source counts once.
   *
   * Ends by the clock, releases of what became trusted, and blocks by a lowered limit have no input
   * that would be read again. For them the topology reads its own `blocks`: a decision is marked as
   * seen when it comes back, an end when its tombstone does, a state is not forgotten before, and a
   * task announces at its start what was not seen. (Left over: a warning whose block follows from a
   * lowered limit and which is lost although the decision was not. It is sent right behind it.)
   *
   * On a replay the two inputs are merged by the records' timestamps, as far as the clocks of edges
   * and of admin-api agree. An order that is replayed before the attempt it was made for finds
   * nothing to release, forgives what came before it, and clears the target's record.
   *
   * GuardModelTest plays such histories against the pure part, RestartTest kills a real one.
   */

  private static final Logger LOG = Logger.getLogger(GuardProcessor.class);

  /// How many sources one tick looks at while it goes through the store: of a million in six
  /// partitions, all within six minutes, in a fiftieth of the time.
  private static final int SWEEP_SLICE = 50;

  /// How many when the configuration has changed.
  private static final int URGENT_SLICE = 500;

  /// How often the store is gone through for sources that can be forgotten.
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

  private final Policies policies;
  private final GuardMeters meters;
  private final GuardConfig config;
  private final int partitions;
  private final BlockIndex index;
  private final Turns turns;

  private @Nullable ProcessorContext<String, byte[]> kafka;
  private @Nullable KeyValueStore<String, SourceState> store;
  private @Nullable States states;
  private @Nullable Outlet outlet;
  private @Nullable Said said;
  private @Nullable CommitHook hook;
  private @Nullable Sweep sweep;
  private @Nullable Cancellable ticks;

  private long appliedRevision;
  private boolean recovered;
  private Instant eventTime = Instant.EPOCH;

  /// @param partitions of topic `findings`
  GuardProcessor(Policies policies, GuardMeters meters, GuardConfig config, int partitions) {
    this.policies = policies;
    this.meters = meters;
    this.config = config;
    this.partitions = partitions;
    this.index = new BlockIndex(meters);
    this.turns = new Turns(index);
  }

  /// Also of a task that Kafka Streams has closed and revives: nothing is known of before.
  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    recovered = false;
    eventTime = Instant.EPOCH;
    kafka = context;
    store = context.getStateStore(GuardTopology.STORE);
    states = new States(store(), config.recentStates());
    outlet = new Outlet(context, meters, partitions, config.gather());
    hook = context.getStateStore(CommitHook.NAME);
    said = new Said(store());
    hook.before(context, this::commit);
    sweep = new Sweep(store(), SWEEP_SLICE, URGENT_SLICE, SWEEP_INTERVAL);
    ticks = context.schedule(config.tick(), PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void close() {
    index.clear();
    if (ticks != null) {
      ticks.cancel();
    }
    if (hook != null) {
      hook.detach();
    }
  }

  @Override
  public void process(Record<String, byte[]> record) {
    recover();
    String topic = topic();
    try {
      switch (topic) {
        case Topics.ATTEMPTS -> attempt(record);
        case Topics.COMMANDS -> command(record);
        case Topics.FINDINGS -> findings(record);
        default -> echo(record);
      }
    } catch (IllegalArgumentException e) {
      if (!topic.equals(Topics.BLOCKS)) {
        outlet().refuse(record, topic, e);
      }
    }
    if (states().areMany()) {
      write();
    }
    outlet().sendIfDue(context().currentSystemTimeMs());
  }

  /// Before the input is committed that it follows from.
  private void commit() {
    said().committing();
    write();
  }

  /// What is said goes first: a state that has said it does not say it again.
  private void write() {
    outlet().sendAll();
    states().write();
  }

  private void attempt(Record<String, byte[]> record) {
    var now = now();
    var attempt = Poison.attempt(record.key(), record.value(), now);
    var situation = policies.situation(new BlockTarget.Ip(attempt.source()), now);
    var state = state(record.key());
    var step = Guard.attempt(state, attempt, situation);
    if (attempt.occurredAt().isAfter(eventTime)) {
      eventTime = attempt.occurredAt();
    }
    apply(record.key(), state, step);
    meters.attempt(step.note(), attempt.count());
    if (step.note() == Note.DECIDED) {
      meters.decided(Duration.between(attempt.occurredAt(), now()));
    }
  }

  private void command(Record<String, byte[]> record) {
    var command = Poison.command(record.key(), record.value());
    var situation = policies.situation(command.target(), now());
    var state = state(record.key());
    var step = Guard.command(state, command, situation);
    apply(record.key(), state, step);
    meters.command(step.note());
    LOG.logf(
        command.action() == Command.Action.FEED_BLOCK ? Logger.Level.DEBUG : Logger.Level.INFO,
        "%s of %s ordered by %s: %s",
        command.action(),
        command.target().value(),
        Attacker.text(command.actor(), AuthenticationAttempt.MAX_TEXT),
        step.note().wireName());
  }

  private void findings(Record<String, byte[]> record) {
    int partition = context().taskId().partition();
    for (var finding : Poison.findings(record.key(), record.value(), partition)) {
      finding(finding);
    }
  }

  private void finding(Finding finding) {
    String key = finding.about().value();
    var situation = policies.situation(finding.about(), now());
    var state = state(key);
    var step = Guard.finding(state, finding, situation);
    apply(key, state, step);
    meters.finding(step.note());
    if (step.note() == Note.DECIDED) {
      meters.decided(Duration.between(finding.occurredAt(), now()));
    }
  }

  /// What is on `blocks` but not ours to read is somebody else's to refuse.
  private void echo(Record<String, byte[]> record) {
    if (record.key() == null) {
      return;
    }
    var state = state(record.key());
    if (!state.equals(SourceState.EMPTY)) {
      byte[] value = record.value();
      var seen =
          value == null
              ? Guard.cleared(state)
              : Guard.seen(state, Json.read(value, BlockDecision.class));
      if (!seen.equals(state)) {
        states().put(record.key(), seen);
      }
    }
  }

  private void tick(long timestamp) {
    recover();
    var now = Instant.ofEpochMilli(timestamp);
    long revision = policies.revision(now);
    boolean isChanged = revision != appliedRevision;
    if (isChanged) {
      appliedRevision = revision;
      turns.configurationChanged();
      // The sweep goes by what the store lists, and sources may not be in it yet.
      write();
    }
    turns.next(now).forEach(key -> look(key, now));
    Objects.requireNonNull(sweep)
        .next(now, isChanged)
        .forEach(entry -> forgetOrLook(entry.key, entry.value, now));
    outlet().sendIfDue(timestamp);
  }

  private void look(String key, Instant now) {
    look(key, state(key), now);
  }

  private void look(String key, SourceState state, Instant now) {
    var target = BlockTarget.ofKey(key);
    apply(key, state, Guard.tick(state, target, policies.situation(target, now)));
  }

  private void forgetOrLook(String key, SourceState stored, Instant now) {
    visit(key);
    var state = states().latest(key, stored);
    if (Guard.isIdle(state, eventTime, policies.situation(BlockTarget.ofKey(key), now))) {
      states().delete(key);
    } else {
      look(key, state, now);
    }
  }

  /// Announces first: the changelog's record would otherwise be a request ahead on the connection.
  private void apply(String key, SourceState before, Step step) {
    step.outputs().forEach(outlet()::put);
    if (!step.state().equals(before)) {
      states().put(key, step.state());
      Bound.reached(before, step.state()).forEach(meters::bound);
      index.put(key, step.state().block());
    }
    said().add(key, step);
  }

  /// Nothing can be forwarded in [#init], so this is done before the first record or tick. Only
  /// names are read: to unpack thousands of states would keep it from deciding.
  private void recover() {
    if (!recovered) {
      recovered = true;
      appliedRevision = policies.revision(now());
      turns.begin(states().open());
      said().open().forEach(outlet()::put);
    }
  }

  /// Takes up what a target's state was left with at the end of the run before: before anything is
  /// decided on it, or in its turn.
  private void visit(String key) {
    if (!turns.isFirst(key)) {
      return;
    }
    var state = states().get(key);
    index.put(key, state.block());
    Guard.unconfirmed(state).forEach(outlet()::put);
    if (!Guard.isOpen(state)) {
      states().unlist(key);
    }
    look(key, state, now());
  }

  private SourceState state(String key) {
    visit(key);
    return states().get(key);
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }

  private String topic() {
    return context().recordMetadata().orElseThrow().topic();
  }

  private ProcessorContext<String, byte[]> context() {
    return Objects.requireNonNull(kafka);
  }

  private KeyValueStore<String, SourceState> store() {
    return Objects.requireNonNull(store);
  }

  private States states() {
    return Objects.requireNonNull(states);
  }

  private Said said() {
    return Objects.requireNonNull(said);
  }

  private Outlet outlet() {
    return Objects.requireNonNull(outlet);
  }
}
