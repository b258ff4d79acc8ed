package io.ringfence.admin.outbox;

import io.ringfence.admin.bus.KafkaProducers;
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
import org.jspecify.annotations.Nullable;

/// Table `outbox` as its dispatcher uses it: a connection of its own that holds the dispatcher's
/// lock and hears of commits.
@ApplicationScoped
class Outbox {
  static final String CHANNEL = "ringfence_outbox";
  private static final Duration SQL_LIMIT = Duration.ofSeconds(10);
  private static final Duration ACK_LIMIT = Duration.ofSeconds(20);
  private static final int BATCH = 500;

  private final Pool pool;
  private final KafkaProducers kafka;

  Outbox(Pool pool, KafkaProducers kafka) {
    this.pool = pool;
    this.kafka = kafka;
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

    private Turn(SqlConnection connection) {
      this.connection = connection;
    }

    /// Publishes everything that is there, in order.
    ///
    /// @return how many records
    int drain() throws ExecutionException, InterruptedException, TimeoutException {
      int published = 0;
      while (true) {
        List<Pending> batch = next();
        if (batch.isEmpty()) {
          return published;
        }
        published += publish(batch);
      }
    }

    private List<Pending> next() {
      return await(
          connection
              .preparedQuery("select id, topic, key, value from outbox order by id limit $1")
              .execute(Tuple.of(BATCH))
              .map(
                  rows -> {
                    var pending = new ArrayList<Pending>();
                    rows.forEach(row -> pending.add(Pending.of(row)));
                    return pending;
                  }));
    }

    /// What was acknowledged before a failure is deleted; the rest is sent again, in order.
    private int publish(List<Pending> batch)
        throws ExecutionException, InterruptedException, TimeoutException {
      var sent = new ArrayList<CompletableFuture<Void>>();
      batch.forEach(row -> sent.add(kafka.send(row.topic(), row.key(), row.bytes())));
      int acknowledged = 0;
      try {
        for (var ack : sent) {
          ack.get(ACK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
          acknowledged++;
        }
      } finally {
        if (acknowledged > 0) {
          delete(batch.get(acknowledged - 1).id());
        }
      }
      return acknowledged;
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
