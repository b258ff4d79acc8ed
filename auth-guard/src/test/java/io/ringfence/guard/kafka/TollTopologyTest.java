package io.ringfence.guard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.PbxLock;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.config.Threshold;
import io.ringfence.contracts.config.TollLimits;
import io.ringfence.contracts.config.TollPolicy;
import io.ringfence.contracts.config.TollRule;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.CallState;
import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.toll.TollState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TollTopologyTest {

  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  @TempDir private Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Policies policies = new Policies(InstantSource.fixed(START));
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> calls;
  private TestOutputTopic<String, byte[]> alerts;
  private TestOutputTopic<String, byte[]> locks;

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
    calls =
        driver.createInputTopic(Topics.CALLS, new StringSerializer(), new ByteArraySerializer());
    alerts = output(Topics.ALERTS);
    locks = output(Topics.LOCKS);
    configure(ConfigKey.GUARD_POLICY, policy(3, 5));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private void configure(String key, Object document) {
    policies.accept(key, Json.write(document));
    policies.batchEnded();
  }

  private static GuardPolicy policy(int account, int total) {
    return GuardPolicy.DEFAULT.with(
        new TollPolicy(rule(account), rule(total), null, null, null, true, null));
  }

  private static TollRule rule(int calls) {
    return new TollRule(RuleMode.ON, new TollLimits(new Threshold(null, calls), null, null), null);
  }

  private void call(String account, int second) {
    var at = START.plusSeconds(second);
    var event =
        new CallEvent(
            1,
            UUID.randomUUID(),
            at,
            UUID.randomUUID(),
            CallState.ANSWERED,
            "call-" + second,
            CallDirection.OUTGOING,
            account,
            account,
            "00882123456",
            "+882123456",
            false,
            IpAddress.parse("192.0.2.7"),
            5060,
            Transport.UDP,
            null,
            "trunk.example.net",
            at.minusSeconds(5),
            at,
            null,
            null,
            null,
            null,
            null,
            "edge-1");
    calls.pipeInput(event.callId(), Json.write(event));
  }

  private List<LockOrder> orders() {
    return locks.readValuesToList().stream()
        .map(value -> Json.read(value, LockOrder.class))
        .toList();
  }

  @Test
  void callsOfOneAccount_areCountedTogether_whateverTheirCallId() {
    call("1001", 1);
    call("1001", 2);
    call("1002", 3);
    assertThat(orders()).isEmpty();
    call("1001", 4);

    var alert = alerts.readKeyValue();
    assertThat(alert.key).isEqualTo("account 1001");
    assertThat(Json.read(alert.value, SecurityAlert.class).kind())
        .isEqualTo(SecurityAlert.Kind.TOLL_CRITICAL);
    assertThat(orders()).extracting(LockOrder::account).containsExactly("1001");
    assertThat(meters.counter("ringfence.guard.toll.alerts", "kind", "toll-critical").count())
        .isEqualTo(1);
    assertThat(meters.counter("ringfence.guard.toll.calls", "result", "counted").count())
        .isEqualTo(8);
  }

  @Test
  void callsOfAllAccounts_areCountedInOne() {
    for (int i = 0; i < 5; i++) {
      call("100" + i, i);
    }

    assertThat(orders()).extracting(LockOrder::account).containsExactly((String) null);
    assertThat(alerts.readKeyValue().key).isEqualTo("pbx");
  }

  @Test
  void whatWasCalledBeforeAnUnlocking_isForgiven() {
    call("1001", 1);
    call("1001", 2);
    configure(
        ConfigKey.ACCOUNT + "1001",
        new SipAccount(2, "1001", null, true, false, Instant.EPOCH, START.plusSeconds(2)));
    call("1001", 3);
    call("1001", 4);
    configure(ConfigKey.PBX_LOCK, new PbxLock(2, false, null, null, "ops", START.plusSeconds(4)));
    call("1002", 5);
    assertThat(orders()).isEmpty();

    call("1001", 6);
    assertThat(orders()).hasSize(1);
  }

  @Test
  void whatCannotBeRead_stopsNothing() {
    calls.pipeInput("x", "{\"no".getBytes(StandardCharsets.UTF_8));
    calls.pipeInput("x", null);
    var toll =
        driver.createInputTopic(Topics.TOLL, new StringSerializer(), new ByteArraySerializer());
    toll.pipeInput("pbx", "[]".getBytes(StandardCharsets.UTF_8));

    var letter = output(Topics.deadLetter(Topics.TOLL)).readRecord();
    assertThat(letter.headers().lastHeader("error").value()).isNotEmpty();
    assertThat(letter.headers().lastHeader("topic").value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(Topics.TOLL);
    call("1001", 1);
    call("1001", 2);
    call("1001", 3);
    assertThat(orders()).hasSize(1);
  }

  @Test
  void keepsAStateAsItWas_inLittleSpace() {
    for (int i = 0; i < 3; i++) {
      call("1001", i);
    }
    TollState state =
        driver.<String, TollState>getKeyValueStore(TollTopology.STORE).get("account 1001");
    try (var serde = new TollStateSerde()) {
      byte[] bytes = serde.serializer().serialize("tolls", state);

      assertThat(serde.deserializer().deserialize("tolls", bytes)).isEqualTo(state);
      assertThat(state.calls()).hasSize(3);
      assertThat(state.said()).hasSize(1);
      assertThat(bytes).hasSizeLessThan(1_000);
    }
  }
}
