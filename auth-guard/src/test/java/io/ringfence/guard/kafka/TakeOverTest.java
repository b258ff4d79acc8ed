package io.ringfence.guard.kafka;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.Bus;
import io.ringfence.testing.TestServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two real topologies, each a process of its own, of which one is killed and does not come back.
class TakeOverTest {

  private static final Logger LOG = Logger.getLogger(TakeOverTest.class);
  private static final TestServers SERVERS = new TestServers();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// The session's end and the other's taking over, with room for a busy machine.
  private static final Duration UNDECIDED = Duration.ofSeconds(30);

  /// Less than a session lasts without a sign of life.
  private static final Duration LEAVING = Duration.ofSeconds(3);

  private static final List<IpAddress> SOURCES =
      IntStream.range(0, 300).mapToObj(i -> IpAddress.ofV4(0x0A140000 + i)).toList();

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
  void
      theOtherTakesOverWithinSeconds_losesNothing_andAnnouncesNothingAnew_andLeavesWhenItIsStopped()
          throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Topics.create(admin);
      try (var bus = new Bus(bootstrapServers)) {
        var blocks = bus.listen(Topics.BLOCKS);
        var alerts = bus.listen(Topics.ALERTS);
        var killed = start("one");
        var left = start("two");
        await().atMost(LIMIT).ignoreExceptions().until(() -> areBothAtWork(admin));
        for (int i = 0; i < 4; i++) {
          SOURCES.forEach(source -> fail(bus, source));
        }
        await().atMost(LIMIT).until(() -> GuardProcess.processed(admin) == 4L * SOURCES.size());
        assertThat(blocks.all()).as("four failures each").isEmpty();

        SOURCES.subList(0, SOURCES.size() / 2).forEach(source -> fail(bus, source));
        await().atMost(LIMIT).until(() -> blocks.all().size() > 10);
        killed.destroyForcibly().waitFor();
        long at = System.currentTimeMillis();
        SOURCES.subList(SOURCES.size() / 2, SOURCES.size()).forEach(source -> fail(bus, source));

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
        var decisions = blocks.all().stream().map(one -> one.as(BlockDecision.class)).toList();
        assertThat(decisions).allSatisfy(one -> assertThat(one.evidence().attempts()).isEqualTo(5));
        assertThat(decisions.stream().map(BlockDecision::eventId).distinct())
            .as("the same decision has the same id")
            .hasSize(SOURCES.size());
        long undecided = blocks.all().getLast().atMillis() - at;
        LOG.infof(
            "undecided for %d ms; %d decisions, %d of them announced again",
            undecided, decisions.size(), decisions.size() - SOURCES.size());
        assertThat(undecided).isLessThan(UNDECIDED.toMillis());

        GuardProcess.stop(left);
        await().atMost(LEAVING).until(() -> members(admin).isEmpty());
      }
    }
  }

  private Process start(String node) throws Exception {
    return GuardProcess.start(
        bootstrapServers, Files.createDirectory(directory.resolve(node)), node, 1);
  }

  /// Each has half of the partitions.
  private static boolean areBothAtWork(Admin admin) throws Exception {
    var shares =
        members(admin).stream()
            .collect(groupingBy(TakeOverTest::instance, summingLong(TakeOverTest::attempts)));
    return shares.equals(Map.of("one", 3L, "two", 3L));
  }

  /// Each of its threads is a member, by its name and a number.
  private static String instance(MemberDescription member) {
    String name = member.groupInstanceId().orElseThrow();
    return name.substring(0, name.lastIndexOf('-'));
  }

  private static Collection<MemberDescription> members(Admin admin) throws Exception {
    return admin
        .describeConsumerGroups(List.of(StreamsSettings.APPLICATION_ID))
        .describedGroups()
        .get(StreamsSettings.APPLICATION_ID)
        .get()
        .members();
  }

  private static long attempts(MemberDescription member) {
    return member.assignment().topicPartitions().stream()
        .filter(partition -> partition.topic().equals(Topics.ATTEMPTS))
        .count();
  }

  private static void fail(Bus bus, IpAddress source) {
    bus.post(Topics.ATTEMPTS, source.toString(), GuardProcess.failure(source));
  }
}
