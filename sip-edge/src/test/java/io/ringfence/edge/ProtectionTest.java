package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class ProtectionTest {

  private static final Duration SILENCE = Duration.ofMillis(300);

  @Inject EdgeFixture edge;
  @Inject MeterRegistry metrics;

  @BeforeEach
  void ready() {
    edge.ready();
  }

  private boolean isAnswered(String source) throws IOException {
    try (var phone = SipPhone.udp(source, edge.port())) {
      phone.send(phone.message("OPTIONS", "1", SipPhone.branch(), 1, ""));
      return phone.receive(SILENCE).isPresent();
    }
  }

  @Test
  void answersExactlyTheLimit_underAFloodOfConcurrentGuesses() throws IOException {
    edge.policy(5, Duration.ofMinutes(10));

    try (var attacker = SipPhone.udp("127.0.1.1", edge.port());
        var second = SipPhone.udp("127.0.1.1", edge.port());
        var third = SipPhone.tcp("127.0.1.1", edge.port())) {
      String nonce = attacker.register("200").nonce("MD5");
      for (int guess = 0; guess < 1_000; guess++) {
        var from = guess % 3 == 0 ? attacker : guess % 3 == 1 ? second : third;
        sendOrFindClosed(from, from.authorized("200", "guess" + guess, "MD5", nonce));
      }

      int answers = 0;
      for (var phone : List.of(attacker, second, third)) {
        while (phone.receive(SILENCE).isPresent()) {
          answers++;
        }
      }
      assertThat(answers).isEqualTo(5);
    }

    await().until(() -> edge.attemptsFrom("127.0.1.1").size() >= 5);
    assertThat(edge.attemptsFrom("127.0.1.1")).hasSize(5);
    assertThat(isAnswered("127.0.1.1")).isFalse();
    assertThat(isAnswered("127.0.1.2")).isTrue();
    assertThat(metrics.get("ringfence_guesses_past_limit_total").functionCounter().count())
        .isZero();
  }

  /// The edge closes the connection of a source that has had its failures.
  private static void sendOrFindClosed(SipPhone phone, String message) {
    try {
      phone.send(message);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(broken pipe|connection reset|closed).*");
    }
  }

  @Test
  void honestSourceMayTryAgain_whenItsFailuresHaveLeftThePeriod() throws IOException {
    edge.policy(3, Duration.ofSeconds(2));

    fail("127.0.1.3", 3);
    assertThat(isAnswered("127.0.1.3")).isFalse();

    await().atMost(Duration.ofSeconds(5)).until(() -> isAnswered("127.0.1.3"));
    edge.policy(5, Duration.ofMinutes(10));
  }

  private void fail(String source, int times) throws IOException {
    try (var phone = SipPhone.udp(source, edge.port())) {
      String nonce = phone.register("200").nonce("MD5");
      for (int guess = 0; guess < times; guess++) {
        assertThat(phone.answer("200", "guess" + guess, "MD5", nonce).status()).isEqualTo(401);
      }
    }
  }

  private static BlockDecision decision(
      BlockTarget target, Set<Service> services, @Nullable Instant expiresAt) {
    var now = Instant.now();
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        now,
        UUID.randomUUID(),
        target,
        services,
        Rule.PASSWORD_GUESSING,
        Origin.GUARD,
        BlockState.ACTIVE,
        1,
        new Evidence(5, now, now, List.of("200"), null),
        now,
        expiresAt,
        null,
        null);
  }

  private void decide(BlockDecision decision) {
    edge.publish(Topics.BLOCKS, decision.target().value(), decision);
  }

  private void release(BlockDecision decision) {
    decide(
        decision.ended(
            BlockState.RELEASED, Instant.now(), decision.eventId(), "operator", "a mistake"));
    edge.delete(Topics.BLOCKS, decision.target().value());
  }

  private void awaitAnswered(String source, boolean answered) {
    await().atMost(Duration.ofSeconds(5)).until(() -> isAnswered(source) == answered);
  }

  @Test
  void blockSilencesItsSourceOnly_andReleaseLetsItSpeakAgain() throws IOException {
    edge.policy(5, Duration.ofMinutes(10));
    fail("127.0.1.4", 5);
    assertThat(isAnswered("127.0.1.4")).isFalse();
    var block = decision(BlockTarget.of("ip", "127.0.1.4"), Set.of(Service.SIP), later(3600));

    decide(block);
    awaitApplied(block, BlockState.ACTIVE);
    assertThat(isAnswered("127.0.1.4")).isFalse();
    assertThat(isAnswered("127.0.1.5")).isTrue();

    release(block);
    awaitApplied(block, BlockState.RELEASED);
    awaitAnswered("127.0.1.4", true);
    fail("127.0.1.4", 5);
  }

  private static Instant later(long seconds) {
    return Instant.now().plusSeconds(seconds);
  }

  private void awaitApplied(BlockDecision block, BlockState state) {
    var reports = new ConcurrentHashMap<String, EnforcementReport>();
    try (var _ =
        CompactedTopic.follow(
            edge.bootstrapServers(), Topics.ENFORCEMENT, (key, value) -> put(reports, value))) {
      await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () ->
                  reports.getOrDefault("test-node/sip-edge", EMPTY).recent().stream()
                      .anyMatch(
                          applied ->
                              applied.blockId().equals(block.blockId())
                                  && applied.state() == state));
    }
  }

  private static final EnforcementReport EMPTY =
      new EnforcementReport(
          1,
          EventIds.next(),
          Instant.EPOCH,
          "none",
          "none",
          "none",
          0,
          Map.of(),
          Map.of(),
          Map.of(),
          List.of(),
          null,
          null);

  private static void put(Map<String, EnforcementReport> reports, byte @Nullable [] value) {
    if (value != null) {
      var report = Json.read(value, EnforcementReport.class);
      reports.put(report.key(), report);
    }
  }

  @Test
  void blockEndsByItself() {
    var block = decision(BlockTarget.of("ip", "127.0.1.6"), Set.of(Service.SIP), later(2));

    decide(block);

    awaitAnswered("127.0.1.6", false);
    awaitAnswered("127.0.1.6", true);
    awaitApplied(block, BlockState.EXPIRED);
  }

  @Test
  void prefixBlock_coversItsAddresses() throws IOException {
    var block = decision(BlockTarget.of("prefix", "127.0.2.0/24"), Set.of(Service.SIP), null);

    decide(block);

    awaitAnswered("127.0.2.77", false);
    assertThat(isAnswered("127.0.3.77")).isTrue();
    release(block);
    awaitAnswered("127.0.2.77", true);
  }

  @Test
  void blockOfAnotherService_leavesSipAlone() throws IOException {
    var web = decision(BlockTarget.of("ip", "127.0.1.7"), Set.of(Service.WEB), null);
    var sip = decision(BlockTarget.of("ip", "127.0.1.8"), Set.of(Service.SIP), null);

    decide(web);
    decide(sip);

    awaitAnswered("127.0.1.8", false);
    assertThat(isAnswered("127.0.1.7")).isTrue();
    release(web);
    release(sip);
  }

  @Test
  void connectionIsClosed_whenTheDecisionArrives_andNewOnesAtAccept() throws IOException {
    var block = decision(BlockTarget.of("ip", "127.0.1.9"), Set.of(Service.SIP), null);
    try (var phone = SipPhone.tcp("127.0.1.9", edge.port())) {
      assertThat(phone.register("200").status()).isEqualTo(401);

      decide(block);

      assertThat(phone.receive(Duration.ofSeconds(5))).isEmpty();
      awaitApplied(block, BlockState.ACTIVE);
      try (var again = SipPhone.tcp("127.0.1.9", edge.port())) {
        assertThat(again.receive(Duration.ofSeconds(5))).isEmpty();
      }
    }
    release(block);
  }

  @Test
  void restrictedService_refusesStrangers_trustedGroupFirst() throws IOException {
    edge.publish(
        Topics.CONFIG,
        ConfigKey.GROUP + "lan",
        new IpGroup(
            edge.nextVersion(),
            "lan",
            "LAN",
            null,
            List.of(new IpGroup.Member("127.0.4.0/24", null, null)),
            Map.of()));
    restrict(true);
    try {
      await().until(() -> status("127.0.1.10") == 403);
      assertThat(status("127.0.4.1")).isEqualTo(401);
      await().until(() -> !edge.attemptsFrom("127.0.1.10").isEmpty());
      assertThat(edge.attemptsFrom("127.0.1.10").getFirst().attempt().reason())
          .isEqualTo(Reason.NOT_PERMITTED);
    } finally {
      restrict(false);
    }
    await().until(() -> status("127.0.1.10") == 401);
  }

  private void restrict(boolean restricted) {
    edge.publish(
        Topics.CONFIG,
        ConfigKey.SERVICE + "sip",
        new ProtectedService(edge.nextVersion(), Service.SIP, "SIP", List.of(), restricted, "lan"));
  }

  private int status(String source) throws IOException {
    try (var phone = SipPhone.udp(source, edge.port())) {
      return phone.register("200").status();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "\r\n\r\n",
        "REGISTER sip:ringfence.local SIP/2.0\r\n\r\n",
        "REGISTER sip:ringfence.local SIP/2.0\r\nVia: \u0000\r\nCSeq: x\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1\r\n\r\n",
        "INVITE sip:1@x SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK;rport\r\nCSeq: 99999999999 X"
      })
  void malformedMessages_doNoHarm(String message) throws IOException {
    try (var phone = SipPhone.udp("127.0.1.11", edge.port());
        var stream = SipPhone.tcp("127.0.1.11", edge.port())) {
      phone.send(message);
      stream.send(message);
    }

    assertThat(isAnswered("127.0.1.11")).isTrue();
  }

  @Test
  void malformedRequest_isRefusedWithTheReason() throws IOException {
    try (var phone = SipPhone.udp("127.0.1.12", edge.port())) {
      var answer =
          phone.exchange(
              phone
                  .message("REGISTER", "1", SipPhone.branch(), 1, "")
                  .replaceFirst("Call-ID: .*\r\n", ""));

      assertThat(answer.text()).startsWith("SIP/2.0 400 Call-ID missing or repeated\r\n");
    }
  }

  @Test
  void malformedRecords_arePassedOver() throws IOException {
    edge.send(
        Topics.BLOCKS, "127.0.1.13", "{\"not\":\"a block\"}".getBytes(StandardCharsets.UTF_8));
    edge.send(Topics.CONFIG, ConfigKey.GUARD_POLICY, "no json".getBytes(StandardCharsets.UTF_8));
    var block = decision(BlockTarget.of("ip", "127.0.1.14"), Set.of(Service.SIP), null);

    decide(block);

    awaitAnswered("127.0.1.14", false);
    assertThat(isAnswered("127.0.1.13")).isTrue();
    release(block);
  }
}
