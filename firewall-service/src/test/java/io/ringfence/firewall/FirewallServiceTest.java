package io.ringfence.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Bus;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.maintenance.MaintenanceCommand;
import io.ringfence.testing.TestServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class FirewallServiceTest {

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @ConfigProperty(name = "ringfence.data-dir")
  Path dataDir;

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @TestHTTPResource(value = "/metrics", management = true)
  URI metrics;

  private Bus bus;

  @BeforeEach
  void connect() {
    bus = new Bus(bootstrapServers);
    await().untilAsserted(() -> assertThat(get(ready)).contains("\"status\": \"UP\""));
  }

  @AfterEach
  void disconnect() {
    bus.close();
  }

  @Test
  void blocksAndReports_thenReleases() {
    var block = Blocks.active("192.0.2.1", Instant.now(), inAnHour(), Service.SIP);
    bus.block(block);
    await().untilAsserted(() -> assertThat(states(block.blockId())).containsExactly("active"));
    assertThat(ruleset()).contains("192.0.2.1 timeout 59m");
    assertThat(latencyOf(block.blockId(), block.decidedAt())).isLessThan(Duration.ofSeconds(5));
    var report = bus.reports().getLast();
    assertThat(report.key()).isEqualTo("test-node/firewall-service");
    assertThat(report.backend()).isEqualTo("dry-run");
    assertThat(report.ruleset()).contains("192.0.2.1 timeout 59m");
    assertThat(report.elements().get("sip_blocked_v4")).isPositive();
    assertThat(report.error()).isNull();

    bus.block(Blocks.released(block, Instant.now()));
    bus.tombstone(block);

    await()
        .untilAsserted(
            () -> assertThat(states(block.blockId())).containsExactly("active", "released"));
    assertThat(ruleset()).doesNotContain("192.0.2.1 ");
  }

  @Test
  void letsGo_onATombstoneAlone() {
    var block = Blocks.active("192.0.2.2", Instant.now(), null, Service.SIP);
    bus.block(block);
    await().untilAsserted(() -> assertThat(ruleset()).contains("192.0.2.2,"));

    bus.tombstone(block);

    await().untilAsserted(() -> assertThat(ruleset()).doesNotContain("192.0.2.2,"));
  }

  @Test
  void letsGoByItself_whenABlockEnds() {
    var single =
        Blocks.active("2001:db8::3", Instant.now(), Instant.now().plusSeconds(4), Service.WEB);
    var prefix =
        Blocks.active("198.51.100.0/24", Instant.now(), Instant.now().plusSeconds(4), Service.CRM);
    bus.block(single);
    bus.block(prefix);
    await()
        .untilAsserted(
            () -> assertThat(ruleset()).contains("2001:db8::3 timeout ", "198.51.100.0/24,"));

    await()
        .untilAsserted(
            () -> {
              assertThat(states(single.blockId())).containsExactly("active", "expired");
              assertThat(states(prefix.blockId())).containsExactly("active", "expired");
            });
    assertThat(ruleset()).doesNotContain("2001:db8::3", "198.51.100.0/24");
  }

  @Test
  void restrictsAService_toTheMembersOfItsGroup() {
    bus.configure(Configurations.group("office", "10.0.0.0/8", "2001:db8:1::/64"));
    bus.configure(Configurations.restricted(Service.PROVISIONING, "office"));
    await()
        .untilAsserted(
            () ->
                assertThat(ruleset())
                    .contains("10.0.0.0/8,", "2001:db8:1::/64,", "udp dport 69 jump")
                    .contains("ip saddr != @provisioning_members_v4 counter"));

    bus.configure(Configurations.unrestricted(Service.PROVISIONING));

    await()
        .untilAsserted(
            () ->
                assertThat(ruleset())
                    .doesNotContain("@provisioning_members", "set provisioning_members"));
    await()
        .untilAsserted(
            () ->
                assertThat(bus.reports().getLast().configVersions())
                    .containsEntry("service/provisioning", 1L)
                    .containsEntry("group/office", 1L));
  }

  @Test
  void survivesMalformedRecords() {
    byte[] nonsense = "{\"state\":".getBytes(StandardCharsets.UTF_8);
    bus.send(Topics.BLOCKS, "192.0.2.4", nonsense);
    bus.send(Topics.BLOCKS, "192.0.2.4", "null".getBytes(StandardCharsets.UTF_8));
    var elsewhere = Blocks.active("192.0.2.7", Instant.now(), inAnHour(), Service.SIP);
    bus.send(Topics.BLOCKS, "192.0.2.4", Json.write(elsewhere));
    bus.send(Topics.CONFIG, "service/sip", nonsense);
    bus.send(Topics.CONFIG, "policy/guard", "{\"attempts\":-1}".getBytes(StandardCharsets.UTF_8));

    var block = Blocks.active("192.0.2.5", Instant.now(), inAnHour(), Service.SIP, Service.SNMP);
    bus.block(block);

    await().untilAsserted(() -> assertThat(states(block.blockId())).containsExactly("active"));
    await()
        .untilAsserted(
            () ->
                assertThat(get(metrics))
                    .contains("ringfence_records_refused_total{topic=\"ringfence.blocks\"} 3.0")
                    .contains("ringfence_records_refused_total{topic=\"ringfence.config\"} 2.0"));
  }

  @Test
  void isMeasured() {
    var block = Blocks.active("192.0.2.6", Instant.now(), inAnHour(), Service.SIP);
    bus.block(block);
    await().untilAsserted(() -> assertThat(states(block.blockId())).containsExactly("active"));

    assertThat(get(metrics))
        .contains("ringfence_enforcement_seconds_bucket{enforcer=\"firewall-service\",le=\"0.05\"}")
        .contains("ringfence_firewall_elements{set=\"sip_blocked_v4\"}")
        .contains("ringfence_firewall_dropped_packets_total{service=\"sip\"}")
        .contains(
            "ringfence_firewall_set_dropped_packets_total{service=\"web\",set=\"web_members_v6\"}")
        .contains("ringfence_firewall_passed_packets_total{service=\"snmp\"}")
        .contains("ringfence_firewall_apply_failures_total")
        .contains("ringfence_blocks_active{origin=\"guard\",target=\"ip\"}")
        .contains("ringfence_config_version{document=\"policy\"}");
    assertThat(get(metrics)).doesNotContain("192.0.2.6");
    assertThat(get(metrics).lines())
        .noneMatch(line -> line.matches("# HELP ringfence_(firewall|blocks|enforcement)\\S* *"));
  }

  @Test
  void opensAndCloses_atTheCommandsOfTheNodesAdministrator() {
    bus.configure(Configurations.unrestricted(Service.SNMP));
    await().untilAsserted(() -> assertThat(ruleset()).contains("jump snmp"));

    assertThat(command("open", "--for", "PT1M")).startsWith("0 open until ");
    assertThat(ruleset()).doesNotContain("jump snmp");
    assertThat(command("open", "--for", "PT2M")).startsWith("0 open until ");
    assertThat(ruleset()).doesNotContain("jump snmp");
    await().untilAsserted(() -> assertThat(get(ready)).contains("open for maintenance until "));

    assertThat(command("close")).isEqualTo("0 closed\n");
    assertThat(ruleset()).contains("jump snmp");
    assertThat(command("close")).isEqualTo("0 it is not open\n");
  }

  /// @return the exit status and what is printed
  private String command(String... line) {
    var said = new ByteArrayOutputStream();
    var command =
        new MaintenanceCommand(
            Map.of("RINGFENCE_DATA_DIR", dataDir.toString()),
            InstantSource.system(),
            new PrintStream(said, true, StandardCharsets.UTF_8));
    return command.run(List.of(line)) + " " + said.toString(StandardCharsets.UTF_8);
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  private List<String> states(UUID blockId) {
    return bus.applied(blockId).stream().map(Applied::state).map(BlockState::wireName).toList();
  }

  private Duration latencyOf(UUID blockId, Instant since) {
    return Duration.between(since, bus.applied(blockId).getFirst().at());
  }

  private String ruleset() {
    try {
      return Files.readString(dataDir.resolve("firewall").resolve("ruleset.nft"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String get(URI uri) {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
