package io.ringfence.guard.detect;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The decisions of all targets together, as the topology joins them: states by key, kept as the
/// store keeps them, findings handed on, decisions seen when they come back, ends by the clock, and
/// a sweep twice a day. What is announced is kept once for each id, as consumers take it.
final class Rig {

  private static final Duration SWEEP_EVERY = Duration.ofHours(12);

  private final GuardPolicy policy;
  private final IpRangeSet trusted;
  private final Map<String, byte[]> states = new HashMap<>();
  private final Map<String, BlockDecision> blocks = new HashMap<>();
  private final Set<UUID> known = new HashSet<>();
  private final List<Output> announced = new ArrayList<>();
  private Instant now;
  private Instant swept;
  private Instant eventTime = Instant.EPOCH;

  Rig(GuardPolicy policy, Collection<IpRange> trusted, Instant start) {
    this.policy = policy;
    this.trusted = IpRangeSet.of(trusted);
    this.now = start;
    this.swept = start;
  }

  List<Output> announced() {
    return announced;
  }

  Map<String, BlockDecision> blocks() {
    return blocks;
  }

  void attempt(AuthenticationAttempt attempt) {
    if (attempt.occurredAt().isAfter(eventTime)) {
      eventTime = attempt.occurredAt();
    }
    var situation = situation(new BlockTarget.Ip(attempt.source()));
    take(attempt.key(), Guard.attempt(state(attempt.key()), attempt, situation));
  }

  void command(Command order) {
    String key = order.target().value();
    take(key, Guard.command(state(key), order, situation(order.target())));
  }

  /// Lets the time come, with all that happens by the clock until then.
  void until(Instant time) {
    while (true) {
      var end = nextEnd();
      var next =
          end == null || end.isAfter(swept.plus(SWEEP_EVERY)) ? swept.plus(SWEEP_EVERY) : end;
      if (next.isAfter(time)) {
        now = time;
        return;
      }
      now = next;
      tick();
    }
  }

  /// Lets all blocks end that have one.
  void finish() {
    for (var end = nextEnd(); end != null; end = nextEnd()) {
      now = end;
      List.copyOf(blocks.keySet()).forEach(this::look);
    }
  }

  private @Nullable Instant nextEnd() {
    return blocks.values().stream()
        .map(BlockDecision::expiresAt)
        .filter(end -> end != null)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private void tick() {
    for (String key : List.copyOf(blocks.keySet())) {
      look(key);
    }
    if (!now.isBefore(swept.plus(SWEEP_EVERY))) {
      swept = now;
      for (String key : List.copyOf(states.keySet())) {
        var situation = situation(BlockTarget.ofKey(key));
        if (Guard.isIdle(state(key), eventTime, situation)) {
          states.remove(key);
        } else {
          look(key);
        }
      }
    }
  }

  private void look(String key) {
    var target = BlockTarget.ofKey(key);
    take(key, Guard.tick(state(key), target, situation(target)));
  }

  private void take(String key, Step step) {
    Queue<Finding> findings = new ArrayDeque<>();
    apply(key, step, findings);
    while (!findings.isEmpty()) {
      var finding = Json.read(Json.write(findings.remove()), Finding.class);
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
          if (known.add(decision.eventId())) {
            announced.add(output);
          }
          enforce(decision);
        }
        case Output.Alert(var alert) -> {
          if (known.add(alert.eventId())) {
            announced.add(output);
          }
        }
        case Output.Found(var finding) -> findings.add(finding);
        case Output.Cleared(var target) -> blocks.remove(target.value());
      }
    }
    if (!state.equals(SourceState.EMPTY)) {
      states.put(key, StateCodec.write(state, Json::write));
    }
  }

  private void enforce(BlockDecision decision) {
    if (decision.state() == BlockState.ACTIVE) {
      blocks.put(decision.target().value(), decision);
    } else {
      blocks.remove(decision.target().value());
    }
  }

  private SourceState state(String key) {
    byte[] state = states.get(key);
    return state == null ? SourceState.EMPTY : StateCodec.read(state, Json::read);
  }

  private Situation situation(BlockTarget target) {
    boolean isTrusted =
        switch (target) {
          case BlockTarget.Ip(var address) -> isTrusted(address);
          case BlockTarget.IpAccount(var address, var _) -> isTrusted(address);
          case BlockTarget.Account _, BlockTarget.Prefix _ -> false;
        };
    return new Situation(policy, isTrusted, now);
  }

  private boolean isTrusted(IpAddress address) {
    return trusted.contains(address);
  }
}
