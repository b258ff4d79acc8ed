package io.ringfence.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.detect.Given;
import io.ringfence.testing.TestServers;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class AuthGuardTest {

  private static final Logger LOG = Logger.getLogger(AuthGuardTest.class);
  private static final AtomicInteger SOURCES = new AtomicInteger();

  private static final int WARM_UP = 20;
  private static final int MEASURED = 200;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject Probes probes;
  @Inject Pool pool;

  private Bus bus;
  private Bus.Listener blocks;
  private Bus.Listener alerts;

  @BeforeEach
  void connect() {
    probes.awaitReady();
    bus = new Bus(bootstrapServers);
    blocks = bus.listen(Topics.BLOCKS);
    alerts = bus.listen(Topics.ALERTS);
  }

  @AfterEach
  void disconnect() {
    bus.close();
  }

  @Test
  void blocksAndWarns_atTheFifthFailure() {
    var source = nextSource();
    fail(source, 5);

    var decision = awaitState(source, BlockState.ACTIVE);
    assertThat(decision.services()).containsExactly(Service.SIP);
    assertThat(decision.evidence().attempts()).isEqualTo(5);
    var alert = alerts.awaitOne(source.toString(), any -> true).as(SecurityAlert.class);
    assertThat(alert.block()).isEqualTo(decision);
    assertThat(probes.metrics())
        .contains("ringfence_blocks_total{origin=\"guard\",rule=\"password-guessing\"}")
        .contains("ringfence_blocks_active{origin=\"guard\",target=\"ip\"}")
        .contains("ringfence_decision_seconds_bucket")
        .contains("ringfence_config_version{document=\"policy\"}");
  }

  @Test
  void keepsHistory() {
    var source = nextSource();
    fail(source, 5);
    var active = awaitState(source, BlockState.ACTIVE);

    await().until(() -> count("event = 'authentication-failed'", source) == 5);
    await().until(() -> count("event = 'source-blocked'", source) == 1);
    assertThat(
            text(
                "SELECT message FROM security_log WHERE event = 'authentication-failed'"
                    + " AND source = '"
                    + source
                    + "' LIMIT 1"))
        .startsWith("Authentication failed for account \"20")
        .endsWith("from " + source + ":5060 over UDP: wrong password");
    assertThat(text("SELECT state FROM block WHERE id = '" + active.blockId() + "'"))
        .isEqualTo("active");

    bus.send(Topics.COMMANDS, source.toString(), release(source, active.blockId()));
    await().until(() -> count("event = 'source-released'", source) == 1);
    assertThat(
            text(
                "SELECT concat_ws(' ', state, actor, ended_at IS NOT NULL, attempts) FROM block"
                    + " WHERE id = '"
                    + active.blockId()
                    + "'"))
        .isEqualTo("released alice t 5");
    assertThat(probes.metrics()).contains("ringfence_history_rows_total{table=\"security_log\"}");
  }

  @Test
  void livesOn_afterPoison() {
    var source = nextSource();
    var letters = bus.listen(Topics.deadLetter(Topics.ATTEMPTS));
    bus.send(Topics.ATTEMPTS, source.toString(), "{{{".getBytes(StandardCharsets.UTF_8));
    fail(source, 5);

    awaitState(source, BlockState.ACTIVE);
    var letter = letters.awaitOne(source.toString(), any -> true).record();
    assertThat(letter.headers().lastHeader("error").value()).asString().startsWith("not a");
    assertThat(probes.metrics())
        .contains("ringfence_dead_letters_total{topic=\"ringfence.attempts\"}");
  }

  @Test
  void releasesByOrder() {
    var source = nextSource();
    fail(source, 5);
    var active = awaitState(source, BlockState.ACTIVE);
    bus.send(Topics.COMMANDS, source.toString(), release(source, active.blockId()));

    var released = awaitState(source, BlockState.RELEASED);
    assertThat(released.blockId()).isEqualTo(active.blockId());
    assertThat(released.actor()).isEqualTo("alice");
    blocks.awaitOne(source.toString(), arrival -> arrival.record().value() == null);

    fail(source, 4);
    fail(source, 1);
    await().untilAsserted(() -> assertThat(states(source, BlockState.ACTIVE)).hasSize(2));
  }

  @Test
  void followsTheConfiguration_andEndsBlocksByItself() {
    var policy =
        new GuardPolicy(7, true, 3, Duration.ofMinutes(10), Duration.ofSeconds(1), null, List.of());
    var source = nextSource();
    fail(source, 2);
    configure(policy);
    fail(source, 1);

    var decision = awaitState(source, BlockState.ACTIVE);
    assertThat(decision.expiresAt()).isEqualTo(decision.evidence().lastSeen().plusSeconds(1));
    var expired = awaitState(source, BlockState.EXPIRED);
    assertThat(expired.blockId()).isEqualTo(decision.blockId());
    blocks.awaitOne(source.toString(), arrival -> arrival.record().value() == null);
    configure(GuardPolicy.DEFAULT);
  }

  @Test
  void putsAChangedConfigurationIntoForce_withinASecond() {
    var source = nextSource();
    fail(source, 3);
    long changedAt = System.currentTimeMillis();
    configure(
        new GuardPolicy(8, true, 3, Duration.ofMinutes(10), Duration.ofHours(1), null, List.of()));

    var arrival = blocks.awaitOne(source.toString(), any -> true);
    assertThat(arrival.atMillis() - changedAt).isLessThan(1_000);
    configure(GuardPolicy.DEFAULT);
  }

  /// Not a benchmark: the figures depend on what else the machine does, and are only reported.
  @Test
  void decidesQuickly() {
    var decided = new ArrayList<Long>();
    var arrived = new ArrayList<Long>();
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      var source = nextSource();
      fail(source, 5);
      var arrival = blocks.awaitOne(source.toString(), any -> true);
      var decision = arrival.as(BlockDecision.class);
      long fifth = decision.evidence().lastSeen().toEpochMilli();
      if (i >= WARM_UP) {
        decided.add(decision.decidedAt().toEpochMilli() - fifth);
        arrived.add(arrival.atMillis() - fifth);
      }
    }
    LOG.infof("From the fifth attempt to the decision: %s", percentiles(decided));
    LOG.infof("From the fifth attempt to the decision's arrival: %s", percentiles(arrived));
    assertThat(arrived.get(MEASURED / 2)).isLessThan(250);
  }

  private static String percentiles(List<Long> millis) {
    Collections.sort(millis);
    return "p50 %d ms, p99 %d ms, max %d ms"
        .formatted(
            millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100), millis.getLast());
  }

  private void fail(IpAddress source, int times) {
    for (int i = 0; i < times; i++) {
      bus.post(
          Topics.ATTEMPTS,
          source.toString(),
          Given.attempt(
              UUID.randomUUID(),
              Instant.now(),
              source,
              Service.SIP,
              Reason.BAD_CREDENTIALS,
              true,
              1));
    }
  }

  private int count(String condition, IpAddress source) {
    return pool.query(
            "SELECT count(*) FROM security_log WHERE "
                + condition
                + " AND source = '"
                + source
                + "'")
        .executeAndAwait()
        .iterator()
        .next()
        .getInteger(0);
  }

  private String text(String query) {
    return pool.query(query).executeAndAwait().iterator().next().getString(0);
  }

  private void configure(GuardPolicy policy) {
    bus.send(Topics.CONFIG, ConfigKey.GUARD_POLICY, policy);
    await()
        .until(() -> probes.metrics().contains("document=\"policy\"} " + policy.version() + ".0"));
  }

  private BlockDecision awaitState(IpAddress source, BlockState state) {
    return blocks
        .awaitOne(
            source.toString(),
            arrival ->
                arrival.record().value() != null
                    && arrival.as(BlockDecision.class).state() == state)
        .as(BlockDecision.class);
  }

  private List<BlockDecision> states(IpAddress source, BlockState state) {
    return blocks.of(source.toString()).stream()
        .filter(arrival -> arrival.record().value() != null)
        .map(arrival -> arrival.as(BlockDecision.class))
        .filter(decision -> decision.state() == state)
        .toList();
  }

  private static Command release(IpAddress source, UUID blockId) {
    return new Command(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        Instant.now(),
        Command.Action.RELEASE,
        new BlockTarget.Ip(source),
        blockId,
        null,
        null,
        "alice",
        "known");
  }

  private static IpAddress nextSource() {
    return IpAddress.ofV4(0x0A120000 + SOURCES.incrementAndGet());
  }
}
