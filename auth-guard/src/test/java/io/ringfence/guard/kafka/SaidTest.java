package io.ringfence.guard.kafka;

import static io.ringfence.guard.detect.Given.POLICY;
import static io.ringfence.guard.detect.Given.SOURCE;
import static io.ringfence.guard.detect.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.Output;
import io.ringfence.guard.detect.Situation;
import io.ringfence.guard.detect.SourceState;
import io.ringfence.guard.detect.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The phones of one office, and crashes that lose all that was said since the last commit.
class SaidTest {

  private static final String KEY = SOURCE.toString();
  private static final int PHONES = 500;
  private static final List<AuthenticationAttempt> LOGINS =
      IntStream.range(0, PHONES).mapToObj(SaidTest::login).toList();

  private final KeyValueStore<String, SourceState> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("sources"), Serdes.String(), new SourceStateSerde())
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();

  private States states;
  private Said said;

  private static AuthenticationAttempt login(int number) {
    return new AuthenticationAttempt(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        at(number),
        Service.SIP,
        Outcome.ACCEPTED,
        null,
        SOURCE,
        5060,
        Transport.UDP,
        "2" + number,
        "ringfence.local",
        "REGISTER",
        "phone",
        "call",
        "edge-1",
        true,
        1);
  }

  @BeforeEach
  void open() {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    start();
  }

  private List<Output> start() {
    states = new States(store, 4_000);
    said = new Said(store);
    return said.open();
  }

  private Step take(AuthenticationAttempt login) {
    var situation = new Situation(POLICY, false, login.occurredAt());
    var step = Guard.attempt(states.get(KEY), login, situation);
    states.put(KEY, step.state());
    said.add(KEY, step);
    return step;
  }

  private void commit() {
    said.committing();
    states.write();
  }

  private static Set<UUID> ids(List<Output> outputs) {
    var ids = new HashSet<UUID>();
    for (var output : outputs) {
      if (output instanceof Output.Found(var finding)) {
        ids.add(finding.eventId());
      }
    }
    return ids;
  }

  @Test
  void nothingThatWasSaidIsLost_howeverMuchItWas_acrossCrashes() {
    long seed = Long.getLong("ringfence.seed", System.nanoTime());
    var random = new Random(seed);
    var calm = new ArrayList<Output>();
    LOGINS.forEach(login -> calm.addAll(take(login).outputs()));
    commit();
    commit();
    store.delete(KEY);
    assertThat(start()).isEmpty();
    var onTopic = new ArrayList<Output>();
    int committed = 0;
    while (committed < PHONES) {
      int end = committed + random.nextInt(PHONES - committed + 1);
      var sent = new ArrayList<Output>();
      LOGINS.subList(committed, end).forEach(login -> sent.addAll(take(login).outputs()));
      if (random.nextBoolean()) {
        states.write();
      }
      if (end == PHONES || random.nextInt(3) == 0) {
        commit();
        onTopic.addAll(sent);
        committed = end;
      } else {
        onTopic.addAll(sent.subList(0, random.nextInt(sent.size() + 1)));
        onTopic.addAll(start());
      }
    }
    assertThat(ids(onTopic)).as("-Dringfence.seed=" + seed).isEqualTo(ids(calm));
  }

  @Test
  void isKeptUntilACommitHasMadeItSafe() {
    LOGINS.forEach(this::take);
    commit();
    assertThat(new Said(store).open()).isNotEmpty();
    commit();
    assertThat(new Said(store).open()).isEmpty();
  }

  @Test
  void nothingIsKept_ofWhatTheStateRemembers() {
    LOGINS.subList(0, 7).forEach(this::take);
    assertThat(new Said(store).open()).isEmpty();
    commit();
    LOGINS.subList(7, 14).forEach(this::take);
    assertThat(new Said(store).open()).isEmpty();
  }

  /// As the sweep and the list of blocks go through the store.
  @Test
  void isNoTarget_norOneWithABlock() {
    LOGINS.forEach(this::take);
    commit();
    assertThat(states.open()).isEmpty();
    try (var targets = store.range(States.FIRST, null)) {
      assertThat(targets).toIterable().extracting(one -> one.key).containsExactly(KEY);
    }
  }
}
