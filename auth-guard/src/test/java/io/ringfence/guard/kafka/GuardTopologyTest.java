package io.ringfence.guard.kafka;

import static io.ringfence.guard.detect.Given.SOURCE;
import static io.ringfence.guard.detect.Given.START;
import static io.ringfence.guard.detect.Given.TARGET;
import static io.ringfence.guard.detect.Given.at;
import static io.ringfence.guard.detect.Given.block;
import static io.ringfence.guard.detect.Given.failure;
import static io.ringfence.guard.detect.Given.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.guard.detect.Given;
import io.ringfence.guard.detect.SourceState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTopologyTest {

  @TempDir private Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Policies policies = new Policies(InstantSource.fixed(START));
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> attempts;
  private TestInputTopic<String, byte[]> commands;
  private TestOutputTopic<String, byte[]> blocks;
  private TestOutputTopic<String, byte[]> alerts;

  @BeforeEach
  void start() {
    var settings =
        new StreamsSettings(new GuardProcess.Config(), "none:1", directory.toString(), "node");
    var properties = settings.properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    driver =
        new TopologyTestDriver(
            GuardTopology.of(policies, new GuardMeters(meters), new GuardProcess.Config(), 1),
            properties,
            START);
    attempts = input(Topics.ATTEMPTS);
    commands = input(Topics.COMMANDS);
    blocks = output(Topics.BLOCKS);
    alerts = output(Topics.ALERTS);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void turnsTheFifthFailureIntoABlockAndAnAlert() {
    fail(0, 1, 2, 3, 4);

    var decision = decisions().getFirst();
    assertThat(decision.state()).isEqualTo(BlockState.ACTIVE);
    assertThat(decision.evidence().attempts()).isEqualTo(5);
    var alert = alerts.readKeyValue();
    assertThat(alert.key).isEqualTo(SOURCE.toString());
    assertThat(Json.read(alert.value, SecurityAlert.class).block()).isEqualTo(decision);
    assertThat(
            meters
                .counter("ringfence.blocks", "rule", "password-guessing", "origin", "guard")
                .count())
        .isEqualTo(1);
    assertThat(active("ip", "guard")).isEqualTo(1);
    assertThat(meters.timer("ringfence.decision").count()).isEqualTo(1);
  }

  @Test
  void endsABlockByItself_withATombstone() {
    fail(0, 1, 2, 3, 4);
    decisions();

    pass(3603);
    assertThat(blocks.isEmpty()).isTrue();
    pass(1);

    assertThat(Json.read(blocks.readValue(), BlockDecision.class).state())
        .isEqualTo(BlockState.EXPIRED);
    assertThat(blocks.readKeyValue()).isEqualTo(new KeyValue<>(SOURCE.toString(), null));
    assertThat(active("ip", "guard")).isZero();
  }

  @Test
  void carriesOutOrders_onAddressesAndPrefixes() {
    var prefix = new BlockTarget.Prefix(IpPrefix.parse("198.51.100.0/24"));
    commands.pipeInput(prefix.value(), Json.write(block(prefix, UUID.randomUUID(), START, at(60))));
    fail(0, 1, 2, 3, 4);
    commands.pipeInput(SOURCE.toString(), Json.write(release(null, at(5))));

    assertThat(decisions())
        .extracting(BlockDecision::target, BlockDecision::state)
        .containsExactly(
            tuple(prefix, BlockState.ACTIVE),
            tuple(TARGET, BlockState.ACTIVE),
            tuple(TARGET, BlockState.RELEASED));
    pass(60);
    assertThat(decisions())
        .extracting(BlockDecision::target, BlockDecision::state)
        .containsExactly(tuple(prefix, BlockState.EXPIRED));
  }

  @Test
  void putsWhatItCannotReadAside_andGoesOn() {
    var letters = output(Topics.deadLetter(Topics.ATTEMPTS));
    attempts.pipeInput(SOURCE.toString(), "{\"no".getBytes(StandardCharsets.UTF_8));
    attempts.pipeInput(SOURCE.toString(), null);
    attempts.pipeInput(null, Json.write(failure(0)));
    attempts.pipeInput("192.0.2.99", Json.write(failure(0)));
    attempts.pipeInput(SOURCE.toString(), Json.write(failure(90_000)));
    attempts.pipeInput(SOURCE.toString(), "[1e999999999]".getBytes(StandardCharsets.UTF_8));
    commands.pipeInput("x", "{}".getBytes(StandardCharsets.UTF_8));
    fail(0, 1, 2, 3, 4);

    assertThat(decisions()).hasSize(1);
    var records = letters.readRecordsToList();
    assertThat(records).hasSize(6);
    assertThat(records)
        .extracting(GuardTopologyTest::error)
        .allSatisfy(error -> assertThat(error).isNotBlank());
    assertThat(error(records.get(3))).isEqualTo("the record's key must be 192.0.2.7");
    assertThat(header(records.getFirst(), "topic")).isEqualTo(Topics.ATTEMPTS);
    assertThat(header(records.get(1), "offset")).isEqualTo("1");
    assertThat(output(Topics.deadLetter(Topics.COMMANDS)).readRecordsToList()).hasSize(1);
    assertThat(meters.counter("ringfence.dead.letters", "topic", Topics.ATTEMPTS).count())
        .isEqualTo(6);
  }

  @Test
  void followsTheConfiguration_alsoForWhatIsThereAlready() {
    fail(0, 1, 2);
    configure(ConfigKey.GUARD_POLICY, policy(3, null));
    driver.advanceWallClockTime(Duration.ofMillis(100));
    assertThat(decisions()).extracting(BlockDecision::state).containsExactly(BlockState.ACTIVE);

    configure(
        ConfigKey.GROUP + "g",
        new IpGroup(
            1,
            "g",
            "phones",
            null,
            List.of(new IpGroup.Member("192.0.2.0/24", null, at(600))),
            Map.of()));
    configure(ConfigKey.GUARD_POLICY, policy(3, "g"));
    driver.advanceWallClockTime(Duration.ofMillis(100));
    assertThat(decisions()).extracting(BlockDecision::state).containsExactly(BlockState.RELEASED);

    fail(10, 11, 12, 13);
    commands.pipeInput(SOURCE.toString(), Json.write(block(UUID.randomUUID(), at(14), at(100))));
    assertThat(decisions()).isEmpty();
    assertThat(meters.counter("ringfence.guard.commands", "result", "refused-trusted").count())
        .isEqualTo(1);
    pass(600);
    fail(700, 701, 702);
    assertThat(decisions()).as("no member any more").hasSize(1);
  }

  @Test
  void forgetsSources_onceNothingCanNeedThem() {
    fail(0, 1, 2, 3, 4);
    var other =
        Given.attempt(
            UUID.randomUUID(),
            at(Duration.ofDays(31).toSeconds()),
            IpAddress.parse("10.0.0.8"),
            Service.SIP,
            Reason.BAD_CREDENTIALS,
            true,
            1);
    pass(Duration.ofDays(31).toSeconds());
    pipe(other);
    pass(Duration.ofHours(3).toSeconds());
    pass(60);

    var store = driver.<String, SourceState>getKeyValueStore(GuardTopology.STORE);
    try (var all = store.range(States.FIRST, null)) {
      assertThat(all).toIterable().extracting(entry -> entry.key).containsExactly("10.0.0.8");
    }
  }

  @Test
  void writesWhatItHasKeptBack_andSendsWhatItHasGathered_beforeEachCommit() {
    failFrom("198.51.100.7", "198.51.100.8", "198.51.100.9");

    var store = driver.<String, SourceState>getKeyValueStore(GuardTopology.STORE);
    assertThat(store.get("198.51.100.9")).isNotNull();
    assertThat(store.get("198.51.100.0/24")).as("told by a finding").isNotNull();
  }

  @Test
  void namesItsInternalTopic() {
    fail(0);
    assertThat(driver.producedTopicNames())
        .contains("auth-guard-sources-changelog")
        .allSatisfy(
            topic ->
                assertThat(topic).matches("(auth-guard-sources-changelog|ringfence\\.[a-z]+)"));
  }

  @Test
  void countsAndBlocksIpv6AsThe64_butNotATrustedAddressWithinIt() {
    configure(
        ConfigKey.GROUP + "phones",
        new IpGroup(
            1,
            "phones",
            "Phones",
            null,
            List.of(new IpGroup.Member("2001:db8::aa", null, null)),
            Map.of()));
    configure(ConfigKey.GUARD_POLICY, policy(5, "phones"));

    failFrom("2001:db8::1", "2001:db8::2", "2001:db8::aa", "2001:db8::3:4", "2001:db8:0:1::5");
    failFrom("2001:db8::6");
    assertThat(decisions()).as("four of one /64, one trusted, one of another").isEmpty();
    failFrom("2001:db8::7:7:7:7");

    var decision = decisions().getFirst();
    assertThat(decision.target()).isEqualTo(BlockTarget.ofKey("2001:db8::/64"));
    assertThat(decision.evidence().attempts()).isEqualTo(5);
    pass(1);
    assertThat(decisions()).as("only a part of it is trusted").isEmpty();
  }

  private void failFrom(String... sources) {
    for (String source : sources) {
      pipe(
          Given.attempt(
              UUID.randomUUID(),
              at(0),
              IpAddress.parse(source),
              Service.SIP,
              Reason.BAD_CREDENTIALS,
              true,
              1));
    }
  }

  private void pass(long seconds) {
    driver.advanceWallClockTime(Duration.ofSeconds(seconds));
  }

  private void fail(long... seconds) {
    for (long second : seconds) {
      pipe(failure(second));
    }
  }

  private void pipe(AuthenticationAttempt attempt) {
    attempts.pipeInput(attempt.key(), Json.write(attempt));
  }

  private void configure(String key, Object document) {
    policies.accept(key, Json.write(document));
    policies.batchEnded();
  }

  private static GuardPolicy policy(int attempts, String trusted) {
    return new GuardPolicy(
        2, true, attempts, Duration.ofMinutes(10), Duration.ofHours(1), trusted, List.of());
  }

  private List<BlockDecision> decisions() {
    return blocks.readKeyValuesToList().stream()
        .filter(record -> record.value != null)
        .map(record -> Json.read(record.value, BlockDecision.class))
        .toList();
  }

  private double active(String target, String origin) {
    return meters
        .get("ringfence.blocks.active")
        .tags("target", target, "origin", origin)
        .gauge()
        .value();
  }

  private static String error(TestRecord<String, byte[]> record) {
    return header(record, "error");
  }

  private static String header(TestRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
