package io.ringfence.admin.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.admin.problem.Unavailable;
import io.ringfence.contracts.bus.Topics;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Table `outbox` as its dispatcher uses it: a connection of its own that holds the dispatcher's
/// lock and hears of commits.
@ApplicationScoped
class Outbox {
  private static final Logger LOG = Logger.getLogger(Outbox.class);
  static final String CHANNEL = "ringfence_outbox";
  private static final Duration SQL_LIMIT = Duration.ofSeconds(10);
  private static final Duration ACK_LIMIT = Duration.ofSeconds(20);
  private static final int BATCH = 500;
  private static final int BATCH_BYTES = Topics.CONFIG_MAX_BYTES;

  /// The first row, and those after it as far as they fit.
  private static final String NEXT =
      """
      select id, topic, key, value
        from (select *, row_number() over (order by id) as place,
                     sum(octet_length(value)) over (order by id) as octets
                from (select * from outbox order by id limit $1) first) batch
       where place = 1 or coalesce(octets, 0) <= $2
       order by id
      """;

  private final Pool pool;
  private final KafkaProducers kafka;
  private final Counter refused;

  Outbox(Pool pool, KafkaProducers kafka, MeterRegistry metrics) {
    this.pool = pool;
    this.kafka = kafka;
    this.refused =
        Counter.builder("ringfence.outbox.refused")
            .description("Records that Kafka never takes, and that were given up")
            .register(metrics);
  }

  /// A turn as the one dispatcher, or `null` when another instance has it.
  @Nullable Turn take(Runnable onCommit) {
    var connection = await(pool.getConnection());
    Turn turn = null;
    try {
      boolean held =
          await(
              connection
                  .query("select pg_try_advisory_lock(7246, 2)")
                  .execute()
                  .map(rows -> rows.iterator().next().getBoolean(0)));
      if (!held) {
        return null;
      }
      ((PgConnection) connection.getDelegate()).notificationHandler(_ -> onCommit.run());
      await(connection.query("LISTEN " + CHANNEL).execute());
      turn = new Turn(connection);
      return turn;
    } finally {
      if (turn == null) {
        giveBack(connection);
      }
    }
  }

  /// A connection in the pool must neither hold the lock nor listen.
  private static void giveBack(SqlConnection connection) {
    try {
      await(connection.query("UNLISTEN *; select pg_advisory_unlock_all()").execute());
    } finally {
      connection.closeAndForget();
    }
  }

  long depth() {
    return await(
        pool.query("select count(*) from outbox")
            .execute()
            .map(rows -> rows.iterator().next().getLong(0)));
  }

  static <T> T await(Uni<T> work) {
    return work.await().atMost(SQL_LIMIT);
  }

  private static boolean isBecauseOfTheRecord(ExecutionException e) {
    return e.getCause() instanceof RecordTooLargeException
        || e.getCause() instanceof InvalidRecordException;
  }

  private record Pending(long id, String topic, String key, @Nullable Buffer value) {
    static Pending of(Row row) {
      return new Pending(
          row.getLong("id"), row.getString("topic"), row.getString("key"), row.getBuffer("value"));
    }

    byte @Nullable [] bytes() {
      return value == null ? null : value.getBytes();
    }
  }

  /// While the lock is held. Used by one thread.
  final class Turn implements AutoCloseable {
    private final SqlConnection connection;

    /// Nothing is sent behind the first row before Kafka has that: it may be the one at which the
    /// turn before ended, and the others would be sent once more at each try.
    private boolean hasBegun;

    private Turn(SqlConnection connection) {
      this.connection = connection;
    }

    /// Publishes everything that is there, in order.
    ///
    /// @return how many records
    int drain() throws ExecutionException, InterruptedException, TimeoutException {
      int published = 0;
      while (true) {
        List<Pending> batch = next(hasBegun ? BATCH : 1);
        if (batch.isEmpty()) {
          return published;
        }
        published += publish(batch);
        hasBegun = true;
      }
    }

    private List<Pending> next(int most) {
      return await(
          connection
              .preparedQuery(NEXT)
              .execute(Tuple.of(most, BATCH_BYTES))
              .map(
                  rows -> {
                    var pending = new ArrayList<Pending>();
                    rows.forEach(row -> pending.add(Pending.of(row)));
                    return pending;
                  }));
    }

    /// What was acknowledged, or given up, before a failure is deleted; the rest is sent again, in
    /// order.
    ///
    /// @return how many were acknowledged
    private int publish(List<Pending> batch)
        throws ExecutionException, InterruptedException, TimeoutException {
      var sent = new ArrayList<CompletableFuture<Void>>();
      batch.forEach(row -> sent.add(kafka.send(row.topic(), row.key(), row.bytes())));
      int settled = 0;
      int acknowledged = 0;
      try {
        for (var ack : sent) {
          acknowledged += isTaken(batch.get(settled), ack) ? 1 : 0;
          settled++;
        }
      } finally {
        if (settled > 0) {
          delete(batch.get(settled - 1).id());
        }
      }
      return acknowledged;
    }

    /// @return false for a record that Kafka never takes, however often it is sent
    private boolean isTaken(Pending row, CompletableFuture<Void> ack)
        throws ExecutionException, InterruptedException, TimeoutException {
      try {
        ack.get(ACK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (ExecutionException e) {
        if (!isBecauseOfTheRecord(e)) {
          throw e;
        }
        refused.increment();
        LOG.errorf(
            "%s: the record of %s is given up, nobody gets it: %s",
            row.topic(), row.key(), Unavailable.reason(e));
        return false;
      }
    }

    private void delete(long upTo) {
      await(connection.preparedQuery("delete from outbox where id <= $1").execute(Tuple.of(upTo)));
    }

    /// Gives the lock back.
    @Override
    public void close() {
      giveBack(connection);
    }
  }
}
