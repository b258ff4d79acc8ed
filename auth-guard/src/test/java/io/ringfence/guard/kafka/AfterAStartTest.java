package io.ringfence.guard.kafka;

import static io.ringfence.guard.detect.Given.SOURCE;
import static io.ringfence.guard.detect.Given.START;
import static io.ringfence.guard.detect.Given.TARGET;
import static io.ringfence.guard.detect.Given.at;
import static io.ringfence.guard.detect.Given.block;
import static io.ringfence.guard.detect.Given.failure;
import static io.ringfence.guard.detect.Given.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.detect.Given;
import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.SourceState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A task that finds the states of a run before.
class AfterAStartTest {

  private static final Duration TICK = Duration.ofMillis(100);
  private static final int MANY = 210;

  @TempDir private Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Policies policies = new Policies(InstantSource.fixed(START));
  private TopologyTestDriver driver;

  /// The state of a target that was blocked by hand.
  private static SourceState blocked(BlockTarget target, @Nullable Instant until) {
    return Guard.command(
            SourceState.EMPTY, block(target, UUID.randomUUID(), at(0), until), Given.now(0))
        .state();
  }

  /// As it is when all it has announced has been seen.
  private static SourceState seen(SourceState state) {
    return Given.echoed(state, Guard.unconfirmed(state));
  }

  private static BlockTarget target(int number) {
    return new BlockTarget.Ip(IpAddress.ofV4(0x0A010000 + number));
  }

  @BeforeEach
  void start() {
    var config = new GuardProcess.Config();
    var properties = new StreamsSettings(config, "none:1", directory.toString(), "n").properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    var topology = GuardTopology.of(policies, new GuardMeters(meters), config, 1);
    driver = new TopologyTestDriver(topology, properties, START);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void whoIsBlockedIsKnownToBe_beforeHisTurnHasCome() {
    leave(TARGET, seen(blocked(TARGET, null)));
    pipe(Topics.ATTEMPTS, failure(1));

    assertThat(meters.counter("ringfence.attempts.after.block").count()).isEqualTo(1);
    assertThat(active()).isEqualTo(1);
    assertThat(decisions()).isEmpty();
  }

  @Test
  void whatWasNotSeenIsAnnounced_beforeWhatFollowsFromIt() {
    leave(TARGET, blocked(TARGET, null));
    pipe(Topics.COMMANDS, release(null, at(1)));

    assertThat(decisions())
        .extracting(BlockDecision::state)
        .containsExactly(BlockState.ACTIVE, BlockState.RELEASED);
    assertThat(active()).isZero();
    driver.advanceWallClockTime(TICK);
    assertThat(decisions()).as("its turn is over").isEmpty();
  }

  @Test
  void whatWasNotSeenIsAnnounced_thoughNothingIsHeardOfIt() {
    leave(TARGET, blocked(TARGET, null));
    driver.advanceWallClockTime(TICK);

    assertThat(decisions()).extracting(BlockDecision::state).containsExactly(BlockState.ACTIVE);
  }

  @Test
  void whatIsOverMeanwhileEnds() {
    leave(TARGET, seen(blocked(TARGET, at(60))));
    driver.advanceWallClockTime(Duration.ofSeconds(60));

    assertThat(decisions()).extracting(BlockDecision::state).containsExactly(BlockState.EXPIRED);
    assertThat(active()).isZero();
    var store = driver.<String, SourceState>getKeyValueStore(GuardTopology.STORE);
    assertThat(new States(store, 1).open()).as("its tombstone was seen").isEmpty();
  }

  @Test
  void blocksAreVisitedAFewAtATime_byTheConfigurationOfNow() {
    leaveMany(MANY, null);
    driver.advanceWallClockTime(TICK);
    assertThat(active()).isEqualTo(100);
    assertThat(decisions()).isEmpty();

    trust("10.0.0.0/8");
    driver.advanceWallClockTime(TICK);
    driver.advanceWallClockTime(TICK);
    assertThat(active()).isZero();
    assertThat(decisions()).hasSize(MANY).allMatch(one -> one.state() == BlockState.RELEASED);
  }

  @Test
  void blocksThatAreOverEndAFewAtATime() {
    leaveMany(MANY, at(60));
    for (int i = 0; i < 3; i++) {
      driver.advanceWallClockTime(TICK);
    }
    assertThat(active()).isEqualTo(MANY);

    driver.advanceWallClockTime(Duration.ofSeconds(60));
    assertThat(active()).as("the sweep's and their own turn").isBetween(60.0, 110.0);
    driver.advanceWallClockTime(TICK);
    driver.advanceWallClockTime(TICK);
    assertThat(decisions()).hasSize(MANY).allMatch(one -> one.state() == BlockState.EXPIRED);
  }

  @Test
  void aNameThatACrashHasLeftOnTheList_isTakenOff() {
    var store = driver.<String, SourceState>getKeyValueStore(GuardTopology.STORE);
    leave(TARGET, blocked(TARGET, null));
    var state =
        seen(Guard.command(blocked(TARGET, null), release(null, at(1)), Given.now(1)).state());
    store.put(SOURCE.toString(), state);
    assertThat(new States(store, 1).open()).containsExactly(SOURCE.toString());

    driver.advanceWallClockTime(TICK);
    assertThat(new States(store, 1).open()).isEmpty();
  }

  private void leaveMany(int many, @Nullable Instant until) {
    var states = new States(driver.getKeyValueStore(GuardTopology.STORE), many);
    for (int i = 0; i < many; i++) {
      states.put(target(i).value(), seen(blocked(target(i), until)));
    }
    states.write();
  }

  private void leave(BlockTarget target, SourceState state) {
    var store = driver.<String, SourceState>getKeyValueStore(GuardTopology.STORE);
    var states = new States(store, 1);
    states.put(target.value(), state);
    states.write();
  }

  private void pipe(String topic, Object event) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(SOURCE.toString(), Json.write(event));
  }

  private void trust(String range) {
    var member = new IpGroup.Member(range, null, null);
    configure(
        ConfigKey.GROUP + "g", new IpGroup(1, "g", "phones", null, List.of(member), Map.of()));
    configure(
        ConfigKey.GUARD_POLICY,
        new GuardPolicy(2, true, 5, Duration.ofMinutes(10), Duration.ofHours(1), "g", List.of()));
  }

  private void configure(String key, Object document) {
    policies.accept(key, Json.write(document));
    policies.batchEnded();
  }

  private List<BlockDecision> decisions() {
    return driver
        .createOutputTopic(Topics.BLOCKS, new StringDeserializer(), new ByteArrayDeserializer())
        .readKeyValuesToList()
        .stream()
        .filter(record -> record.value != null)
        .map(record -> Json.read(record.value, BlockDecision.class))
        .toList();
  }

  private double active() {
    return meters
        .get("ringfence.blocks.active")
        .tags("target", "ip", "origin", "operator")
        .gauge()
        .value();
  }
}
