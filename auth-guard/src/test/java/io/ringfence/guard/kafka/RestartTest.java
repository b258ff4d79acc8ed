package io.ringfence.guard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.Bus;
import io.ringfence.testing.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of a real topology, in the middle of its work, with the state it leaves behind.
class RestartTest {

  private static final Logger LOG = Logger.getLogger(RestartTest.class);
  private static final TestServers SERVERS = new TestServers();
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final List<IpAddress> SOURCES =
      IntStream.range(0, 300).mapToObj(i -> IpAddress.ofV4(0x0A130000 + i)).toList();

  private static String bootstrapServers;

  @TempDir private Path directory;

  @BeforeAll
  static void startServers() {
    bootstrapServers = SERVERS.start().get("kafka.bootstrap.servers");
  }

  @AfterAll
  static void stopServers() {
    SERVERS.stop();
  }

  @Test
  void losesNoFailure_countsNoneTwice_andLosesNoBlock_whenKilledAgainAndAgain() throws Exception {
    long seed = Long.getLong("ringfence.seed", System.nanoTime());
    LOG.infof("-Dringfence.seed=%d", seed);
    var random = new Random(seed);
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Topics.create(admin);
      try (var bus = new Bus(bootstrapServers)) {
        var blocks = bus.listen(Topics.BLOCKS);
        var alerts = bus.listen(Topics.ALERTS);

        for (int round = 1; round <= 4; round++) {
          long before = GuardProcess.processed(admin);
          var guard = GuardProcess.start(bootstrapServers, directory, "killed-node", round);
          SOURCES.forEach(source -> fail(bus, source));
          long enough = before + random.nextInt(SOURCES.size());
          await().atMost(LIMIT).until(() -> GuardProcess.processed(admin) > enough);
          guard.destroyForcibly().waitFor();
        }
        var guard = GuardProcess.start(bootstrapServers, directory, "killed-node", 5);
        await().atMost(LIMIT).until(() -> GuardProcess.processed(admin) == 4L * SOURCES.size());
        assertThat(blocks.all()).as("four failures each, none counted twice").isEmpty();

        SOURCES.forEach(source -> fail(bus, source));
        await().atMost(LIMIT).until(() -> blocks.all().size() > random.nextInt(SOURCES.size()));
        guard.destroyForcibly().waitFor();
        guard = GuardProcess.start(bootstrapServers, directory, "killed-node", 6);
        await().atMost(LIMIT).until(() -> GuardProcess.processed(admin) == 5L * SOURCES.size());

        await()
            .atMost(LIMIT)
            .untilAsserted(
                () -> {
                  assertThat(blocks.all().stream().map(one -> one.record().key()).distinct())
                      .as("five failures each, none lost")
                      .hasSize(SOURCES.size());
                  assertThat(
                          alerts.all().stream()
                              .map(one -> one.as(SecurityAlert.class).eventId())
                              .distinct())
                      .hasSize(SOURCES.size());
                });
        assertThat(blocks.all().stream().map(one -> one.as(BlockDecision.class)))
            .allSatisfy(block -> assertThat(block.evidence().attempts()).isEqualTo(5));
        assertThat(
                blocks.all().stream().map(one -> one.as(BlockDecision.class).blockId()).distinct())
            .hasSize(SOURCES.size());
        LOG.infof(
            "%d decisions, %d of them announced again",
            blocks.all().size(), blocks.all().size() - SOURCES.size());
        guard.destroyForcibly().waitFor();
      }
    }
  }

  private static void fail(Bus bus, IpAddress source) {
    bus.send(Topics.ATTEMPTS, source.toString(), GuardProcess.failure(source));
  }
}
