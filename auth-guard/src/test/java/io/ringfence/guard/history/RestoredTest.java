package io.ringfence.guard.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.Bus;
import io.ringfence.guard.Probes;
import io.ringfence.guard.detect.Given;
import io.ringfence.testing.TestServers;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/// A PostgreSQL that is put back to an earlier time, while Kafka remembers how far the group was.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class RestoredTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final IpAddress SOURCE = IpAddress.parse("198.18.77.1");
  private static final int BEFORE = 3;
  private static final int LOST = 7;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject Probes probes;
  @Inject Pool pool;

  @Test
  void whatTheRestoredDatabaseLacks_isWrittenAgain() {
    probes.awaitReady();
    try (var bus = new Bus(bootstrapServers)) {
      fail(bus, BEFORE);
      await().atMost(LIMIT).until(() -> sum() == BEFORE);
      var backup = Instant.now();
      pool.query("CREATE TABLE backup AS SELECT * FROM history_progress").executeAndAwait();
      fail(bus, LOST);
      await().atMost(LIMIT).until(() -> sum() == BEFORE + LOST);

      pool.query(
              """
              BEGIN;
              DELETE FROM security_log WHERE time > '%s';
              UPDATE history_progress AS known SET next_offset = backup.next_offset
                FROM backup
               WHERE known.topic_id = backup.topic_id AND known.partition = backup.partition;
              DROP TABLE backup;
              COMMIT;
              """
                  .formatted(backup))
          .executeAndAwait();
      assertThat(sum()).isEqualTo(BEFORE);
      fail(bus, 1);

      await().atMost(LIMIT).until(() -> sum() == BEFORE + LOST + 1);
    }
  }

  private static void fail(Bus bus, int count) {
    for (int i = 0; i < count; i++) {
      var failure =
          Given.attempt(
              UUID.randomUUID(),
              Instant.now(),
              SOURCE,
              Service.SIP,
              Reason.BAD_CREDENTIALS,
              true,
              1);
      bus.send(Topics.ATTEMPTS, SOURCE.toString(), failure);
    }
  }

  private long sum() {
    return pool.query(
            "SELECT coalesce(sum(count), 0)::bigint FROM security_log WHERE"
                + " event = 'authentication-failed' AND source = '"
                + SOURCE
                + "'")
        .executeAndAwait()
        .iterator()
        .next()
        .getLong(0);
  }
}
