package io.ringfence.guard.replay;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.detect.Finding;
import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.Output;
import io.ringfence.guard.detect.Situation;
import io.ringfence.guard.detect.SourceState;
import io.ringfence.guard.detect.Step;
import io.ringfence.guard.detect.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The decisions of all targets together, as auth-guard's topology joins them: states by key,
/// findings handed on, decisions seen when they come back, ends by the clock, and a sweep twice a
/// day. The clock is the events'. Confined to one thread.
public final class Replay {

  /// An attack is of few sources at a time.
  private static final int USED_AGAIN = 2_000;

  private static final Duration SWEEP_EVERY = Duration.ofHours(12);

  private static final Comparator<BlockDecision> BY_END =
      Comparator.comparing(Replay::end).thenComparing(block -> block.target().value());

  private final Configuration configuration;
  private final Consumer<Output> announce;
  private final States states;
  private final Map<String, BlockDecision> blocks = new HashMap<>();
  private final TreeSet<BlockDecision> byEnd = new TreeSet<>(BY_END);
  private IpRangeSet trusted;
  private @Nullable Instant trustedUntil;
  private Instant now;
  private Instant swept;
  private Instant eventTime = Instant.EPOCH;

  /// @param configuration in force all the time; members of groups end at their times
  /// @param announce takes what is announced, some of it again when an attempt comes again
  public Replay(Configuration configuration, Instant start, Consumer<Output> announce) {
    this(configuration, start, announce, USED_AGAIN);
  }

  /// @param unpacked how many states are not packed: 0 packs every one every time, as the store
  public Replay(
      Configuration configuration, Instant start, Consumer<Output> announce, int unpacked) {
    this.configuration = configuration;
    this.announce = announce;
    this.states = new States(unpacked);
    this.trusted = configuration.trusted(start);
    this.trustedUntil = configuration.nextExpiry(start);
    this.now = start;
    this.swept = start;
  }

  /// The blocks in force.
  public List<BlockDecision> blocks() {
    return List.copyOf(byEnd);
  }

  /// The block in force on a target, or `null`.
  public @Nullable BlockDecision block(BlockTarget target) {
    return blocks.get(target.value());
  }

  /// Of how many targets something is remembered.
  public int targets() {
    return states.size();
  }

  /// Whether somebody of this name has logged in to, or from, the target.
  public boolean isFamiliar(BlockTarget target, String name, Instant at) {
    return state(target.value()).isFamiliar(name, at);
  }

  public void attempt(AuthenticationAttempt attempt) {
    if (attempt.occurredAt().isAfter(eventTime)) {
      eventTime = attempt.occurredAt();
    }
    var situation = situation(new BlockTarget.Ip(attempt.source()));
    take(attempt.key(), Guard.attempt(state(attempt.key()), attempt, situation));
  }

  public void command(Command order) {
    String key = order.target().value();
    take(key, Guard.command(state(key), order, situation(order.target())));
  }

  /// Lets the time come, with all that happens by the clock until then. It never goes back.
  public void until(Instant time) {
    for (var next = nextHappening(); !next.isAfter(time); next = nextHappening()) {
      advance(next);
      endBlocks();
      if (!now.isBefore(swept.plus(SWEEP_EVERY))) {
        sweep();
      }
    }
    if (time.isAfter(now)) {
      advance(time);
    }
  }

  /// Lets all blocks end that have one.
  public void finish() {
    while (!byEnd.isEmpty() && byEnd.first().expiresAt() != null) {
      advance(end(byEnd.first()));
      endBlocks();
    }
  }

  private Instant nextHappening() {
    var sweep = swept.plus(SWEEP_EVERY);
    return byEnd.isEmpty() || end(byEnd.first()).isAfter(sweep) ? sweep : end(byEnd.first());
  }

  private void advance(Instant time) {
    now = time.isAfter(now) ? time : now;
    if (trustedUntil != null && !now.isBefore(trustedUntil)) {
      trusted = configuration.trusted(now);
      trustedUntil = configuration.nextExpiry(now);
    }
  }

  private void endBlocks() {
    var due = byEnd.stream().takeWhile(block -> !end(block).isAfter(now)).toList();
    due.forEach(block -> look(block.target()));
  }

  private void sweep() {
    swept = now;
    for (String key : states.keys()) {
      var target = BlockTarget.ofKey(key);
      if (Guard.isIdle(state(key), eventTime, situation(target))) {
        states.remove(key);
      } else {
        look(target);
      }
    }
  }

  private void look(BlockTarget target) {
    String key = target.value();
    take(key, Guard.tick(state(key), target, situation(target)));
  }

  private void take(String key, Step step) {
    Queue<Finding> findings = new ArrayDeque<>();
    apply(key, step, findings);
    while (!findings.isEmpty()) {
      var finding = findings.remove();
      String about = finding.about().value();
      apply(about, Guard.finding(state(about), finding, situation(finding.about())), findings);
    }
  }

  private void apply(String key, Step step, Queue<Finding> findings) {
    var state = step.state();
    for (var output : step.outputs()) {
      switch (output) {
        case Output.Decision(var decision, var _) -> {
          state = Guard.seen(state, decision);
          enforce(decision.target(), decision);
        }
        case Output.Found(var finding) -> findings.add(finding);
        case Output.Cleared(var target) -> {
          state = Guard.cleared(state);
          enforce(target, null);
        }
        case Output.Alert _ -> {}
      }
      announce.accept(output);
    }
    if (!state.equals(SourceState.EMPTY)) {
      states.put(key, state);
    }
  }

  private void enforce(BlockTarget target, @Nullable BlockDecision decision) {
    boolean isActive = decision != null && decision.state() == BlockState.ACTIVE;
    var before = isActive ? blocks.put(target.value(), decision) : blocks.remove(target.value());
    if (before != null) {
      byEnd.remove(before);
    }
    if (isActive) {
      byEnd.add(decision);
    }
  }

  private SourceState state(String key) {
    return states.get(key);
  }

  private Situation situation(BlockTarget target) {
    return new Situation(configuration.policy(), Trust.covers(trusted, target), now);
  }

  private static Instant end(BlockDecision block) {
    var expiresAt = block.expiresAt();
    return expiresAt == null ? Instant.MAX : expiresAt;
  }
}
