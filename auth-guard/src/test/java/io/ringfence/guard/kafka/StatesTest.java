package io.ringfence.guard.kafka;

import static io.ringfence.guard.detect.Given.POLICY;
import static io.ringfence.guard.detect.Given.at;
import static io.ringfence.guard.detect.Given.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.guard.detect.Given;
import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.Situation;
import io.ringfence.guard.detect.SourceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatesTest {

  private static final List<SourceState> COURSE = course();

  /// In force, not confirmed.
  private static final SourceState BLOCKED = COURSE.getLast();

  private final KeyValueStore<String, SourceState> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("sources"), Serdes.String(), new SourceStateSerde())
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();

  /// The states of a source that fails until it is blocked.
  private static List<SourceState> course() {
    var states = new ArrayList<>(List.of(SourceState.EMPTY));
    for (int i = 0; i < 5; i++) {
      var situation = new Situation(POLICY, false, at(i));
      states.add(Guard.attempt(states.getLast(), failure(i), situation).state());
    }
    return states.subList(1, states.size());
  }

  private static SourceState released(SourceState blocked) {
    var situation = new Situation(POLICY, false, at(60));
    var state = Guard.command(blocked, Given.release(null, at(60)), situation).state();
    return Given.echoed(state, Guard.unconfirmed(state));
  }

  @BeforeEach
  void open() {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
  }

  @Test
  void keepsBackWhatHasChanged_untilItIsToldToWrite_andSaysWhenItIsMuch() {
    var states = new States(store, 4_000);
    states.put("192.0.2.1", COURSE.getFirst());
    states.put("192.0.2.1", COURSE.get(1));

    assertThat(states.get("192.0.2.1")).isEqualTo(COURSE.get(1));
    assertThat(store.get("192.0.2.1")).isNull();
    states.write();
    assertThat(store.get("192.0.2.1")).isEqualTo(COURSE.get(1));

    assertThat(states.areMany()).isFalse();
    for (int i = 0; i < 200; i++) {
      states.put("10.0.0." + i, COURSE.getFirst());
    }
    assertThat(states.areMany()).isTrue();
    states.write();
    assertThat(states.areMany()).isFalse();
  }

  /// What a state has said may not be sent yet, so nothing is written before [States#write].
  @Test
  void nothingGivesWayBeforeItIsWritten() {
    var states = new States(store, 2);
    for (int i = 1; i <= 3; i++) {
      states.put("192.0.2." + i, COURSE.get(i));
      assertThat(states.get("192.0.2." + i)).isEqualTo(COURSE.get(i));
    }
    assertThat(store.get("192.0.2.1")).isNull();
    assertThat(states.get("192.0.2.1")).isEqualTo(COURSE.get(1));

    states.write();
    for (int i = 1; i <= 3; i++) {
      assertThat(store.get("192.0.2." + i)).isEqualTo(COURSE.get(i));
      assertThat(states.get("192.0.2." + i)).isEqualTo(COURSE.get(i));
    }
  }

  @Test
  void listsTargetsWithABlock_untilItIsOverAndConfirmed() {
    var states = new States(store, 4_000);
    states.put("192.0.2.1", BLOCKED);
    states.put("192.0.2.2", COURSE.getFirst());
    states.write();
    assertThat(new States(store, 4_000).open()).containsExactly("192.0.2.1");

    states.put("192.0.2.1", released(states.get("192.0.2.1")));
    states.write();
    assertThat(new States(store, 4_000).open()).isEmpty();
  }

  @Test
  void findsTheBlocksOfBeforeThereWasAList() {
    store.put("192.0.2.1", BLOCKED);
    store.put("192.0.2.2", COURSE.getFirst());

    assertThat(new States(store, 4_000).open()).containsExactly("192.0.2.1");
  }

  @Test
  void isAlwaysAsIfAllWereWrittenAtOnce() {
    long seed = Long.getLong("ringfence.seed", System.nanoTime());
    var random = new Random(seed);
    var states = new States(store, 1 + random.nextInt(20));
    Map<String, SourceState> model = new HashMap<>();
    assertThat(states.open()).isEmpty();

    for (int i = 0; i < 5_000; i++) {
      String key = "192.0.2." + random.nextInt(40);
      var expected = model.getOrDefault(key, SourceState.EMPTY);
      assertThat(states.get(key)).as("seed %d, step %d", seed, i).isEqualTo(expected);
      switch (random.nextInt(8)) {
        case 0 -> {
          states.delete(key);
          model.remove(key);
        }
        case 1 -> states.write();
        default -> {
          var next = COURSE.get(random.nextInt(COURSE.size()));
          states.put(key, next);
          model.put(key, next);
        }
      }
    }
    states.write();

    Map<String, SourceState> written = new HashMap<>();
    try (var all = store.range(States.FIRST, null)) {
      all.forEachRemaining(entry -> written.put(entry.key, entry.value));
    }
    assertThat(written).as("seed %d", seed).isEqualTo(model);
    assertThat(states.open())
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(
            model.keySet().stream().filter(key -> Guard.isOpen(model.get(key))).toList());
  }
}
