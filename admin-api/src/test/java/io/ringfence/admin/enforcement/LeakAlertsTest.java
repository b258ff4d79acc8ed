package io.ringfence.admin.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Blocked;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LeakAlertsTest extends WithServers {
  private static final String NODE = "leaking-node";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Inject MeterRegistry metrics;

  private final Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 5 * 5);

  @Test
  void ofTwoEpisodesWithinAnHour_bothAreCounted_andOneIsTold() {
    double before = counted();
    var block = Blocked.now("203.0.113.91", Service.SIP);
    // Of a time that does not become stale while the edge's reports go on.
    var held = new Applied(block.blockId(), BlockState.ACTIVE, start.minusSeconds(60));
    publish(report(200, "firewall-service", "nftables", List.of(held)));
    await().atMost(LIMIT).until(() -> isHeld(block));

    for (int second = 0; second <= 130; second += 5) {
      long packets = second <= 60 || second > 100 ? second : 60;
      var edge = report(second, "sip-edge", "sip", List.of());
      publish(edge.withDrops(List.of(new Dropped(block.blockId(), packets))));
    }

    await().atMost(LIMIT).untilAsserted(() -> assertThat(counted() - before).isEqualTo(2));
    try (var alerts = Records.from(Topics.ALERTS)) {
      await().atMost(LIMIT).until(() -> !alerts.of(NODE).isEmpty());
      await()
          .during(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(alerts.of(NODE)).hasSize(1));
      assertThat(alerts.latest(NODE, SecurityAlert.class).kind())
          .isEqualTo(SecurityAlert.Kind.FIREWALL_LEAK);
    }

    assertThat(isLeaking()).isTrue();
    Records.publish(Topics.ENFORCEMENT, report(130, "sip-edge", "sip", List.of()).key(), null);
    await().atMost(LIMIT).until(() -> !isLeaking());
    Blocked.release(block);
  }

  @Test
  void whatTheKernelHasSeen_isTold_onANodeWithoutASipEdge() {
    String node = "node-without-edge";
    for (int second = 0; second <= 30; second += 5) {
      publish(kernel(node, second, Map.of("web", 10L * second)));
    }

    try (var alerts = Records.from(Topics.ALERTS)) {
      await().atMost(LIMIT).until(() -> !alerts.of(node).isEmpty());
      var alert = alerts.latest(node, SecurityAlert.class);
      assertThat(alert.kind()).isEqualTo(SecurityAlert.Kind.FIREWALL_LEAK);
      assertThat(alert.reason()).startsWith("150 packets").contains("service web");
    }
    assertThat(isLeaking(node)).isTrue();
    assertThat(shown(node).at("/passedPackets/web").longValue()).isEqualTo(300);
    Records.publish(Topics.ENFORCEMENT, kernel(node, 30, Map.of()).key(), null);
  }

  private static JsonNode shown(String node) {
    var items = Api.as("viewer").get("/api/v1/enforcement").json().get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(one -> one.get("node").textValue().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private EnforcementReport kernel(String node, int second, Map<String, Long> passed) {
    return new EnforcementReport(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        start.plusSeconds(second),
        node,
        "firewall-service",
        "nftables",
        0,
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        null,
        null,
        null,
        0,
        0,
        List.of(),
        Map.of(),
        passed);
  }

  private static boolean isLeaking() {
    return isLeaking(NODE);
  }

  private static boolean isLeaking(String node) {
    return StreamSupport.stream(
            Api.as("viewer").get("/api/v1/enforcement").json().get("items").spliterator(), false)
        .filter(one -> one.get("node").textValue().equals(node))
        .anyMatch(one -> one.get("leaking").booleanValue());
  }

  private double counted() {
    return metrics.get("ringfence.enforcement.leaks").counter().count();
  }

  private static boolean isHeld(BlockDecision block) {
    var answer = Api.as("viewer").get("/api/v1/enforcement/blocks/" + block.blockId());
    return answer.status() == 200 && answer.text().contains("\"" + NODE + "\"");
  }

  private EnforcementReport report(
      int second, String enforcer, String backend, List<Applied> recent) {
    return Reported.by(
        start.plusSeconds(second), NODE, enforcer, backend, 0, null, Map.of(), recent);
  }

  private static void publish(EnforcementReport report) {
    Records.publish(Topics.ENFORCEMENT, report.key(), report);
  }
}
