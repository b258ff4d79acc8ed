package io.ringfence.guard.simulation;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.detect.Finding;
import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.Output;
import io.ringfence.guard.detect.Situation;
import io.ringfence.guard.detect.SourceState;
import io.ringfence.guard.detect.StateCodec;
import io.ringfence.guard.detect.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The decisions, joined as the topology joins them: states by key, one
/// input at a time, ends by the clock, and a sweep. What it says goes nowhere by itself.
final class Engine {

  /// What comes from the topics.
  sealed interface Input {
    record Attempted(AuthenticationAttempt attempt) implements Input {}

    record Told(Finding finding) implements Input {}

    /// A decision of its own that has come back, an end with its tombstone.
    record Echo(BlockDecision decision) implements Input {}
  }

  private record End(Instant at, String key) {}

  /// One state in so many is packed and unpacked on its way into the store.
  private static final int STORED_EVERY = 16;

  private final GuardPolicy policy;
  private final IpRangeSet trusted;
  private final Map<String, SourceState> states = new HashMap<>();
  private final PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparing(End::at));
  private @Nullable Map<String, List<SourceState>> sinceCommit;
  private Instant eventTime = Instant.EPOCH;
  private long puts;

  Engine(GuardPolicy policy, IpRangeSet trusted) {
    this.policy = policy;
    this.trusted = trusted;
  }

  List<Output> process(Input input, Instant now) {
    return switch (input) {
      case Input.Attempted(var attempt) -> {
        if (attempt.occurredAt().isAfter(eventTime)) {
          eventTime = attempt.occurredAt();
        }
        var situation = situation(new BlockTarget.Ip(attempt.source()), now);
        yield applied(attempt.key(), Guard.attempt(state(attempt.key()), attempt, situation));
      }
      case Input.Told(var finding) -> {
        String key = finding.about().value();
        var situation = situation(finding.about(), now);
        yield applied(key, Guard.finding(state(key), finding, situation));
      }
      case Input.Echo(var decision) -> {
        String key = decision.target().value();
        if (states.containsKey(key)) {
          var seen = Guard.seen(state(key), decision);
          put(key, decision.state() == BlockState.ACTIVE ? seen : Guard.cleared(seen));
        }
        yield List.of();
      }
    };
  }

  /// The blocks whose time is over.
  List<Output> ended(Instant now) {
    var outputs = new ArrayList<Output>();
    for (var end = ends.peek(); end != null && !end.at().isAfter(now); end = ends.peek()) {
      outputs.addAll(look(ends.remove().key(), now));
    }
    return outputs;
  }

  private List<Output> look(String key, Instant now) {
    var target = BlockTarget.ofKey(key);
    return applied(key, Guard.tick(state(key), target, situation(target, now)));
  }

  /// Forgets what can be forgotten.
  List<Output> sweep(Instant now) {
    var outputs = new ArrayList<Output>();
    for (String key : List.copyOf(states.keySet())) {
      if (Guard.isIdle(state(key), eventTime, situation(BlockTarget.ofKey(key), now))) {
        remember(key);
        states.remove(key);
      } else {
        outputs.addAll(look(key, now));
      }
    }
    return outputs;
  }

  /// From here on nothing is committed.
  void commit() {
    sinceCommit = new HashMap<>();
  }

  /// Each state is that of the commit or of any moment since. What may not have been announced is
  /// announced again.
  List<Output> crash(Random random) {
    var earlier = sinceCommit == null ? Map.<String, List<SourceState>>of() : sinceCommit;
    sinceCommit = null;
    earlier.keySet().stream()
        .sorted()
        .forEach(
            key -> restore(key, earlier.get(key), random.nextInt(earlier.get(key).size() + 1)));
    var outputs = new ArrayList<Output>();
    states.keySet().stream().sorted().forEach(key -> outputs.addAll(Guard.unconfirmed(state(key))));
    return outputs;
  }

  private void restore(String key, List<SourceState> earlier, int which) {
    if (which == earlier.size()) {
      return;
    }
    var state = earlier.get(which);
    if (state.equals(SourceState.EMPTY)) {
      states.remove(key);
    } else {
      states.put(key, state);
      planEnd(key, state);
    }
  }

  int tracked() {
    return states.size();
  }

  long bytes() {
    return states.values().stream()
        .mapToLong(state -> StateCodec.write(state, Json::write).length)
        .sum();
  }

  private List<Output> applied(String key, Step step) {
    if (!step.state().equals(SourceState.EMPTY)) {
      put(key, step.state());
    }
    return step.outputs();
  }

  private void put(String key, SourceState state) {
    remember(key);
    states.put(key, ++puts % STORED_EVERY == 0 ? stored(state) : state);
    planEnd(key, state);
  }

  private void remember(String key) {
    if (sinceCommit != null) {
      sinceCommit.computeIfAbsent(key, some -> new ArrayList<>()).add(state(key));
    }
  }

  private void planEnd(String key, SourceState state) {
    var block = state.block();
    if (block != null && block.expiresAt() != null) {
      ends.add(new End(block.expiresAt(), key));
    }
  }

  private SourceState state(String key) {
    return states.getOrDefault(key, SourceState.EMPTY);
  }

  private static SourceState stored(SourceState state) {
    return StateCodec.read(StateCodec.write(state, Json::write), Json::read);
  }

  private Situation situation(BlockTarget target, Instant now) {
    boolean isTrusted =
        switch (target) {
          case BlockTarget.Ip(var address) -> trusted.contains(address);
          case BlockTarget.IpAccount(var address, var _) -> trusted.contains(address);
          case BlockTarget.Account _, BlockTarget.Prefix _ -> false;
        };
    return new Situation(policy, isTrusted, now);
  }
}
