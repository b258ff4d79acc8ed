package io.ringfence.guard.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import io.ringfence.guard.detect.Bound;
import io.ringfence.guard.detect.Note;
import io.ringfence.guard.toll.TollNote;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the topology counts. No address and no account is ever a label.
final class GuardMeters {

  private final MeterRegistry registry;
  private final Timer decision;
  private final Counter threadReplacements;
  private final Map<Tags, AtomicInteger> active = new ConcurrentHashMap<>();

  /// Kept, since to look one up in the registry takes longer than to decide.
  private final Map<Note, Counter> attempts = new ConcurrentHashMap<>();

  private final Map<Note, Counter> findings = new ConcurrentHashMap<>();
  private final Map<Bound, Counter> bounds = new EnumMap<>(Bound.class);
  private final Counter afterBlock;

  GuardMeters(MeterRegistry registry) {
    this.registry = registry;
    this.decision =
        Timer.builder("ringfence.decision")
            .description("From the deciding attempt to the decision")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10))
            .register(registry);
    for (var bound : Bound.values()) {
      bounds.put(bound, registry.counter("ringfence.guard.bounds", "bound", bound.wireName()));
    }
    this.afterBlock = registry.counter("ringfence.attempts.after.block");
    attempt(Note.COUNTED, 0);
    attempt(Note.AFTER_BLOCK, 0);
    results(findings, "ringfence.guard.findings", Note.COUNTED);
    this.threadReplacements = registry.counter("ringfence.guard.thread.replacements");
    registry.counter("ringfence.guard.toll.calls", "result", TollNote.COUNTED.wireName());
    registry.counter("ringfence.guard.toll.alerts", "kind", Kind.TOLL_CRITICAL.wireName());
    registry.counter("ringfence.guard.toll.summed.up");
    List.of(Topics.ATTEMPTS, Topics.COMMANDS, Topics.FINDINGS, Topics.TOLL)
        .forEach(this::deadLetters);
  }

  /// A block began.
  void began(BlockDecision block) {
    registry
        .counter(
            "ringfence.blocks",
            "rule",
            block.rule().wireName(),
            "origin",
            block.origin().wireName())
        .increment();
  }

  /// A decision came this long after the attempt that caused it.
  void decided(Duration latency) {
    decision.record(latency.isNegative() ? Duration.ZERO : latency);
  }

  /// The number of blocks in force changed.
  void active(BlockDecision block, int change) {
    var tags = Tags.of("target", block.target().type(), "origin", block.origin().wireName());
    active
        .computeIfAbsent(
            tags, some -> registry.gauge("ringfence.blocks.active", some, new AtomicInteger()))
        .addAndGet(change);
  }

  /// What became of an attempt that may stand for several.
  void attempt(Note note, int count) {
    results(attempts, "ringfence.guard.attempts", note).increment(count);
    if (note == Note.AFTER_BLOCK) {
      afterBlock.increment(count);
    }
  }

  void command(Note note) {
    registry.counter("ringfence.guard.commands", "result", note.wireName()).increment();
  }

  /// What became of what one target's state said to another's.
  void finding(Note note) {
    results(findings, "ringfence.guard.findings", note).increment();
  }

  /// A state ran into a bound.
  void bound(Bound bound) {
    Objects.requireNonNull(bounds.get(bound)).increment();
  }

  private Counter results(Map<Note, Counter> known, String name, Note note) {
    var counter = known.get(note);
    return counter != null
        ? counter
        : known.computeIfAbsent(note, one -> registry.counter(name, "result", one.wireName()));
  }

  /// What became of a call's news.
  ///
  /// @param summedUp calls going on that are not known one by one any more
  void toll(TollNote note, int summedUp) {
    registry.counter("ringfence.guard.toll.calls", "result", note.wireName()).increment();
    registry.counter("ringfence.guard.toll.summed.up").increment(summedUp);
  }

  void tollAlert(Kind kind) {
    registry.counter("ringfence.guard.toll.alerts", "kind", kind.wireName()).increment();
  }

  void deadLetter(String topic) {
    deadLetters(topic).increment();
  }

  private Counter deadLetters(String topic) {
    return registry.counter("ringfence.dead.letters", "topic", topic);
  }

  void threadReplaced() {
    threadReplacements.increment();
  }
}
