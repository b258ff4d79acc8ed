package io.ringfence.guard.detect;

import static io.ringfence.guard.detect.Given.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EventIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Random histories of one source against [NaiveGuard], and against themselves after crashes. The
/// seed of a failed run is in its message; `-Dringfence.seed=` plays it again.
class GuardModelTest {

  private static final int HISTORIES = Integer.getInteger("ringfence.histories", 100);

  /// The state and what was announced, in order.
  private record Run(List<SourceState> states, List<List<Output>> outputs) {

    SourceState last() {
      return states.getLast();
    }
  }

  @Test
  void decidesAsTheNaiveModelDoes() {
    forRandomHistories(
        Histories::ofGuesses,
        (random, policy, history) -> {
          var model = new NaiveGuard(policy);
          var state = SourceState.EMPTY;
          var all = new ArrayList<Output>();
          for (var input : history) {
            var step = step(state, input, policy);
            state = Given.stored(step.state());
            all.addAll(step.outputs());
            if (input.attempt() != null) {
              model.attempt(input.attempt());
            } else if (input.order() != null) {
              model.release(input.order().occurredAt());
            } else {
              model.time(input.now());
            }
            assertThat(state.block() != null).isEqualTo(model.isBlocked());
          }
          assertThat(fresh(all, BlockState.ACTIVE).stream().map(BlockDecision::eventId))
              .containsExactlyElementsOf(
                  model.causes.stream().map(id -> EventIds.derived(id, "decision")).toList());
          assertThat(fresh(all, BlockState.EXPIRED)).hasSize(model.expired);
          assertThat(fresh(all, BlockState.RELEASED)).hasSize(model.released);
        });
  }

  /// A crash leaves the input committed up to one point, the state anywhere between there and the
  /// crash, and any part of what was announced since lost. Afterwards the input is replayed.
  @Test
  void losesNothingAndCountsNothingTwice_acrossCrashes() {
    forRandomHistories(
        Histories::ofEverything,
        (random, policy, history) -> {
          var calm = run(SourceState.EMPTY, history, policy);

          var onTopic = new ArrayList<Output>();
          var state = SourceState.EMPTY;
          int committed = 0;
          while (committed < history.size()) {
            int crash = committed + random.nextInt(history.size() - committed + 1);
            while (isLongerThanAnyCommitInterval(
                history.subList(committed, crash), calm.outputs().subList(committed, crash))) {
              crash--;
            }
            var stretch = run(state, history.subList(committed, crash), policy);
            boolean commits = random.nextBoolean() || crash == history.size();
            if (commits) {
              stretch.outputs().forEach(onTopic::addAll);
              state = Given.echoed(stretch.last(), onTopic);
              committed = crash;
            } else {
              var said = stretch.outputs().stream().flatMap(List::stream).toList();
              onTopic.addAll(said.subList(0, random.nextInt(said.size() + 1)));
              state = stretch.states().get(random.nextInt(stretch.states().size()));
              state = Given.stored(state);
              state = Given.echoed(state, onTopic);
              onTopic.addAll(Guard.unconfirmed(state));
            }
          }

          assertThat(withoutMarks(state)).isEqualTo(withoutMarks(calm.last()));
          var expected = calm.outputs().stream().flatMap(List::stream).toList();
          assertThat(ids(onTopic)).isEqualTo(ids(expected));
          assertThat(alerts(onTopic)).isEqualTo(alerts(expected));
          assertThat(findings(onTopic, false)).isEqualTo(findings(expected, false));
          if (state.memory().trunks().isEmpty()) {
            assertThat(findings(onTopic, true)).containsAll(findings(expected, true));
          }
          assertThat(lastWord(onTopic)).isEqualTo(lastWord(expected));
        });
  }

  private interface Property {
    void holds(Random random, GuardPolicy policy, List<Histories.Input> history);
  }

  private static void forRandomHistories(Function<Random, Histories> kind, Property property) {
    long seed = Long.getLong("ringfence.seed", System.nanoTime());
    for (long i = 0; i < HISTORIES; i++) {
      long one = seed + i;
      var random = new Random(one);
      var histories = kind.apply(random);
      try {
        property.holds(random, histories.policy(), histories.next());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("-Dringfence.seed=" + one + ": " + e.getMessage(), e);
      }
    }
  }

  private static Step step(SourceState state, Histories.Input input, GuardPolicy policy) {
    var situation = new Situation(policy, false, input.now());
    if (input.attempt() != null) {
      return Guard.attempt(state, input.attempt(), situation);
    }
    return input.order() != null
        ? Guard.command(state, input.order(), situation)
        : Guard.tick(state, TARGET, situation);
  }

  private static Run run(SourceState from, List<Histories.Input> inputs, GuardPolicy policy) {
    var states = new ArrayList<>(List.of(from));
    var outputs = new ArrayList<List<Output>>();
    for (var input : inputs) {
      var step = step(states.getLast(), input, policy);
      states.add(step.state());
      outputs.add(step.outputs());
    }
    return new Run(states, outputs);
  }

  /// The state remembers a bounded number of decisions and orders of one source. Whatever was
  /// replayed before, what counts is how far it is from the last commit to a crash.
  private static boolean isLongerThanAnyCommitInterval(
      List<Histories.Input> inputs, List<List<Output>> outputs) {
    long decisions =
        outputs.stream().flatMap(List::stream).filter(Output.Decision.class::isInstance).count();
    long orders = inputs.stream().filter(input -> input.order() != null).count();
    long told =
        outputs.stream()
            .flatMap(List::stream)
            .filter(output -> output instanceof Output.Alert || output instanceof Output.Found)
            .count();
    return inputs.size() > 1
        && (decisions > SourceState.MAX_ANNOUNCED
            || told > SourceState.MAX_TOLD
            || orders > SourceState.MAX_ORDERS);
  }

  private static SourceState withoutMarks(SourceState state) {
    return new SourceState(
        state.window(),
        state.clearedBefore(),
        state.announced().isEmpty() || state.block() == null
            ? List.of()
            : List.of(new Announced(new UUID(0, 0), sansClock(state.block()), true)),
        List.of(),
        List.of(),
        state.offences(),
        state.memory(),
        state.userAgent(),
        Instant.EPOCH);
  }

  private static BlockDecision sansClock(BlockDecision decision) {
    return decision.ended(decision.state(), decision.occurredAt(), decision.eventId(), null, null);
  }

  private static Stream<BlockDecision> stream(List<Output> outputs) {
    return Given.decisions(outputs).stream();
  }

  private static List<BlockDecision> fresh(List<Output> outputs, BlockState state) {
    return outputs.stream()
        .filter(output -> output instanceof Output.Decision one && !one.repeated())
        .map(output -> ((Output.Decision) output).decision())
        .filter(decision -> decision.state() == state)
        .toList();
  }

  private static Set<UUID> ids(List<Output> outputs) {
    return stream(outputs).map(BlockDecision::eventId).collect(Collectors.toSet());
  }

  private static Set<UUID> alerts(List<Output> outputs) {
    var ids = new HashSet<UUID>();
    for (var output : outputs) {
      if (output instanceof Output.Alert(var alert)) {
        ids.add(alert.eventId());
      }
    }
    return ids;
  }

  /// What sources have seen fail is said again whenever it may have been lost, and counted once by
  /// its source; the rest as often as it happened. Whose trunk has logged in meanwhile says nothing
  /// more.
  private static Set<UUID> findings(List<Output> outputs, boolean failed) {
    var ids = new HashSet<UUID>();
    for (var output : outputs) {
      if (output instanceof Output.Found(var finding)
          && (finding.kind() == Finding.Kind.FAILED) == failed) {
        ids.add(finding.eventId());
      }
    }
    return ids;
  }

  /// The state in which the compacted topic leaves the target.
  private static Map<String, Object> lastWord(List<Output> outputs) {
    var word = new HashMap<String, Object>();
    for (var output : outputs) {
      switch (output) {
        case Output.Decision one -> word.put(TARGET.value(), one.decision().eventId());
        case Output.Cleared(var target) -> word.remove(target.value());
        case Output.Alert _, Output.Found _ -> {}
      }
    }
    return word;
  }
}
