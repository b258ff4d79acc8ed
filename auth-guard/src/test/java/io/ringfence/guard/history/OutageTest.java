package io.ringfence.guard.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.Bus;
import io.ringfence.guard.db.StoppablePostgres;
import io.ringfence.guard.detect.Given;
import io.ringfence.testing.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real PostgreSQL goes away for ten minutes, of which the writer's clock makes seconds, and
/// Kafka keeps what arrives meanwhile.
class OutageTest {

  private static final Logger LOG = Logger.getLogger(OutageTest.class);
  private static final TestServers SERVERS = new TestServers();
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int SOURCES = 50;
  private static final Duration OUTAGE = Duration.ofMinutes(10);
  private static final TestConfig CONFIG =
      new TestConfig(
          200,
          Duration.ofMillis(10),
          10,
          Duration.ofMinutes(1),
          1000,
          1,
          Duration.ofMinutes(5),
          Duration.ofDays(90),
          Duration.ofDays(365),
          Duration.ofDays(365),
          Duration.ofMillis(250),
          Duration.ofSeconds(5));

  private static String bootstrapServers;

  @TempDir private Path data;

  private final JumpingClock clock = new JumpingClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final AtomicReference<HistoryWriter> writer = new AtomicReference<>();
  private final List<String> letters = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void startServers() {
    bootstrapServers = SERVERS.start().get("kafka.bootstrap.servers");
  }

  @AfterAll
  static void stopServers() {
    SERVERS.stop();
  }

  @Test
  void tenMinutesWithoutPostgres_loseNothing_andCountNothingTwice() throws Exception {
    try (var postgres = new StoppablePostgres(data);
        var bus = new Bus(bootstrapServers)) {
      var topicIds = topicIds();
      var thread = Thread.ofPlatform().start(() -> follow(postgres.history(), topicIds));
      // The first records of a new partition may come while it has no leader yet.
      for (int i = 0; i < SOURCES; i++) {
        bus.send(Topics.ATTEMPTS, source(i).toString(), failed(source(i)));
      }
      fail(bus, 500 - SOURCES);
      await().atMost(LIMIT).until(() -> sum(postgres) > 0);

      fail(bus, 2_000);
      postgres.stop();
      clock.jumps(true);
      Instant stopped = clock.instant();
      fail(bus, 2_500);
      await().atMost(LIMIT).until(() -> clock.instant().isAfter(stopped.plus(OUTAGE)));
      assertThat(writer.get().delay()).startsWith("waiting for PostgreSQL");
      assertThat(registry.counter("ringfence.history.retries").count()).isPositive();
      clock.jumps(false);
      postgres.start();

      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(written(postgres)).isEqualTo(5_000);
                assertThat(writer.get().delay()).isNull();
              });
      assertThat(sum(postgres)).isEqualTo(5_000);
      assertThat(postgres.number("SELECT count(DISTINCT source) FROM security_log"))
          .isEqualTo(SOURCES);
      assertThat(postgres.number("SELECT count(*) FROM security_log")).isLessThan(2_500);
      open.set(false);
      thread.join();
      assertThat(letters).isEmpty();
    }
  }

  /// Failures of all sources, each for one account, while the outage may begin or end.
  private void fail(Bus bus, int count) {
    for (int i = 0; i < count; i++) {
      bus.post(Topics.ATTEMPTS, source(i).toString(), failed(source(i)));
    }
  }

  private static IpAddress source(int i) {
    return IpAddress.ofV4(0xC6140000 + i % SOURCES);
  }

  private AuthenticationAttempt failed(IpAddress source) {
    return Given.attempt(
        Alike.id(), clock.instant(), source, Service.SIP, Reason.BAD_CREDENTIALS, true, 1);
  }

  private static long sum(StoppablePostgres postgres) {
    return postgres.number("SELECT coalesce(sum(count), 0)::bigint FROM security_log");
  }

  private static long written(StoppablePostgres postgres) {
    return postgres.number("SELECT sum(next_offset)::bigint FROM history_progress");
  }

  /// As the service does: begins again after whatever happens.
  private void follow(HistoryStore store, Map<String, UUID> topicIds) {
    while (open.get()) {
      try (var consumer = consumer()) {
        consumer.subscribe(List.of(Topics.ATTEMPTS));
        var following =
            new HistoryWriter(
                consumer,
                topicIds,
                store,
                (record, error) -> letters.add(error),
                new HistoryMeters(registry),
                CONFIG,
                clock);
        writer.set(following);
        while (open.get()) {
          following.round();
        }
      } catch (RuntimeException e) {
        LOG.warn("begins again", e);
      }
    }
  }

  /// It would lose its partitions if it did not go on asking for records.
  private static KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            "outage",
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "earliest",
            "max.poll.records",
            CONFIG.batch(),
            "max.poll.interval.ms",
            3_000,
            "session.timeout.ms",
            3_000,
            "heartbeat.interval.ms",
            1_000),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Map<String, UUID> topicIds() {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Topics.create(admin);
      return HistoryService.topicIds(admin, List.of(Topics.ATTEMPTS, Topics.CALLS));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// The time, and while it jumps 5 s more at every look.
  private static final class JumpingClock implements InstantSource {

    private static final long JUMP = Duration.ofSeconds(5).toMillis();

    private final AtomicLong ahead = new AtomicLong();
    private final AtomicBoolean jumping = new AtomicBoolean();

    void jumps(boolean now) {
      jumping.set(now);
    }

    @Override
    public Instant instant() {
      return Instant.now().plusMillis(ahead.get());
    }

    @Override
    public long millis() {
      if (jumping.get()) {
        ahead.addAndGet(JUMP);
      }
      return instant().toEpochMilli();
    }
  }
}
