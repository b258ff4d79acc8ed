package io.ringfence.guard.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.guard.Bus;
import io.ringfence.guard.Probes;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From lines in a real file, over a real bus, to a block.
@QuarkusTest
@TestProfile(SensorsTest.Configured.class)
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(value = SensorsTest.Logs.class, restrictToAnnotatedClass = true)
class SensorsTest {

  /// No more than a name for the configuration that the resources make.
  public static final class Configured implements QuarkusTestProfile {}

  /// The logs of three phone systems.
  public static final class Logs implements QuarkusTestResourceLifecycleManager {
    static Path folder;

    @Override
    public Map<String, String> start() {
      try {
        folder = Files.createTempDirectory("ringfence-logs");
        Files.createFile(folder.resolve("security"));
        Files.createFile(folder.resolve("freeswitch.log"));
        Files.createFile(folder.resolve("kamailio.log"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Map.of(
          "ringfence.sensors.pbx.kind",
          "asterisk-log",
          "ringfence.sensors.pbx.file",
          folder.resolve("security").toString(),
          "ringfence.sensors.switch.kind",
          "freeswitch-log",
          "ringfence.sensors.switch.file",
          folder.resolve("freeswitch.log").toString(),
          "ringfence.sensors.switch.zone",
          "UTC",
          "ringfence.sensors.proxy.kind",
          "kamailio-log",
          "ringfence.sensors.proxy.file",
          folder.resolve("kamailio.log").toString(),
          "ringfence.sensors.gone.kind",
          "asterisk-log",
          "ringfence.sensors.gone.file",
          folder.resolve("gone").toString());
    }

    @Override
    public void stop() {
      // the folder is a temporary one
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject Probes probes;
  private Bus bus;
  private Bus.Listener attempts;
  private Bus.Listener blocks;

  @BeforeEach
  void connect() {
    probes.awaitReady();
    await().until(() -> probes.metrics().contains("ringfence_sensor_up{sensor=\"proxy\"} 1.0"));
    bus = new Bus(bootstrapServers);
    attempts = bus.listen(Topics.ATTEMPTS);
    blocks = bus.listen(Topics.BLOCKS);
  }

  @AfterEach
  void disconnect() {
    bus.close();
  }

  private static void append(String log, String lines) throws IOException {
    Files.writeString(Logs.folder.resolve(log), lines, StandardOpenOption.APPEND);
  }

  private static String asterisk(String event, String source, int number) {
    return AsteriskLogTest.line(
            event,
            "60" + number,
            "call-" + number + "@" + source,
            "IPV4/UDP/" + source + "/5060",
            ",Challenge=\"c\",Response=\"r" + number + "\",ExpectedResponse=\"\"")
        + "\n";
  }

  private BlockDecision block(String source) {
    return blocks.awaitOne(source, arrival -> true).as(BlockDecision.class);
  }

  @Test
  void asterisksLog_leadsToABlock() throws IOException {
    for (int i = 0; i < 5; i++) {
      append("security", asterisk("ChallengeSent", "198.51.100.7", i));
      append("security", asterisk("InvalidAccountID", "198.51.100.7", i));
      append("security", asterisk("ChallengeResponseFailed", "198.51.100.7", i));
    }
    var block = block("198.51.100.7");

    assertThat(block.state()).isEqualTo(BlockState.ACTIVE);
    assertThat(block.evidence().attempts()).isEqualTo(5);
    assertThat(block.evidence().accounts())
        .containsExactlyInAnyOrder("600", "601", "602", "603", "604");
    assertThat(attempts.of("198.51.100.7"))
        .allSatisfy(
            arrival -> assertThat(arrival.as(AuthenticationAttempt.class).edge()).isEqualTo("pbx"));
    assertThat(probes.metrics())
        .contains("ringfence_sensor_lines_total{result=\"attempt\",sensor=\"pbx\"}");
  }

  @Test
  void addressThatOnlyPacketsName_isNotBlocked() throws IOException {
    for (int i = 0; i < 20; i++) {
      append("security", asterisk("InvalidAccountID", "198.51.100.8", i));
    }
    await().until(() -> attempts.of("198.51.100.8").size() == 20);
    for (int i = 0; i < 5; i++) {
      append("security", asterisk("ChallengeResponseFailed", "198.51.100.9", i));
    }
    block("198.51.100.9");

    assertThat(blocks.of("198.51.100.8")).isEmpty();
  }

  @Test
  void freeSwitchsLog_leadsToABlock() throws IOException {
    for (int i = 0; i < 5; i++) {
      append(
          "freeswitch.log",
          LocalDateTime.now(ZoneOffset.UTC)
                  .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS"))
              + " [WARNING] sofia_reg.c:1703 SIP auth failure (REGISTER) on sofia profile 'internal'"
              + " for [10"
              + i
              + "@pbx] from ip 198.51.100.10\n");
    }
    assertThat(block("198.51.100.10").evidence().attempts()).isEqualTo(5);
  }

  @Test
  void kamailiosLog_leadsToABlock_andSaysHowOften() throws IOException {
    append(
        "kamailio.log",
        ("Nov 22 21:00:00 pbx kamailio[812]: NOTICE: <script>: ringfence: bad-credentials"
                + " source=198.51.100.11 port=5062 transport=UDP method=REGISTER session=c@h"
                + " account=1000\n")
            .repeat(7));
    var block = block("198.51.100.11");

    assertThat(block.evidence().attempts()).isEqualTo(7);
    assertThat(block.evidence().accounts()).containsExactly("1000");
  }

  @Test
  void addressesOfAnIpv6Network_areOneSource() throws IOException {
    for (int i = 0; i < 5; i++) {
      append(
          "kamailio.log",
          "Nov 22 21:00:00 pbx kamailio[812]: NOTICE: <script>: ringfence: bad-credentials"
              + " source=2001:db8:0:7::"
              + (i + 1)
              + " port=5062 transport=UDP method=REGISTER session=c@h account=1000\n");
    }
    var block = block("2001:db8:0:7::/64");

    assertThat(block.evidence().attempts()).isEqualTo(5);
  }

  @Test
  void logThatIsNotThere_isSaid_andStopsNothing() {
    var health = probes.get("/q/health/ready");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).contains("\"gone\": \"there is no such file\"");
    assertThat(probes.metrics()).contains("ringfence_sensor_up{sensor=\"gone\"} 0.0");
  }
}
