package io.ringfence.admin.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EnforcementTest extends WithServers {
  @Test
  void showsTheLatestReportOfEachEnforcer_withItsAge() {
    Records.publish(Topics.ENFORCEMENT, "node-1/firewall-service", report(1));
    Records.publish(Topics.ENFORCEMENT, "node-1/firewall-service", report(2));

    await().atMost(Duration.ofSeconds(5)).until(() -> shown() != null);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(shown().get("blocks").intValue()).isEqualTo(2));
    var shown = shown();
    assertThat(shown.get("backend").textValue()).isEqualTo("dry-run");
    assertThat(shown.at("/configVersions/policy~1guard").intValue()).isEqualTo(7);
    assertThat(shown.at("/droppedPackets/sip").intValue()).isEqualTo(42);
    assertThat(shown.get("ruleset").textValue()).isEqualTo("table inet ringfence {}");
    assertThat(Duration.parse(shown.get("age").textValue()))
        .isBetween(Duration.ofSeconds(5), Duration.ofMinutes(2));
    assertThat(Instant.parse(shown.get("reportedAt").textValue())).isBefore(Instant.now());
  }

  private static JsonNode shown() {
    for (var item : Api.as("viewer").get("/api/v1/enforcement").json().get("items")) {
      if (item.get("node").textValue().equals("node-1")) {
        return item;
      }
    }
    return null;
  }

  private static EnforcementReport report(int blocks) {
    return new EnforcementReport(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        Instant.now().minusSeconds(5),
        "node-1",
        "firewall-service",
        "dry-run",
        blocks,
        Map.of("blocked_sip_v4", blocks),
        Map.of("sip", 42L),
        Map.of("policy/guard", 7L),
        List.of(),
        null,
        "table inet ringfence {}");
  }
}
