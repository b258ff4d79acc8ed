package io.ringfence.guard.db;

import io.ringfence.guard.history.HistoryStore;
import io.ringfence.testing.PostgresAddress;
import io.ringfence.testing.Schema;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;

/// A PostgreSQL with the schema that a test can stop and start again, and history in it.
public final class StoppablePostgres implements AutoCloseable {

  private static final String NAME = "postgres";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path data;
  private final int port;
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;
  private EmbeddedPostgres server;

  public StoppablePostgres(Path data) throws IOException {
    this.data = data;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    // Looked up at the first query; two threads that look at once fail one another.
    ContextManagerProvider.instance();
    this.pool = pool();
    start();
    Schema.migrate(new PostgresAddress("127.0.0.1", port, NAME, NAME, NAME));
  }

  private Pool pool() {
    var options = new PgConnectOptions().setHost("127.0.0.1").setPort(port);
    options.setDatabase(NAME).setUser(NAME).setPassword(NAME);
    return Pool.newInstance(
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(2).setConnectionTimeout(0))
            .connectingTo(options)
            .using(vertx)
            .build());
  }

  public void start() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "off")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setPort(port)
            .start();
  }

  public void stop() throws IOException {
    server.close();
  }

  public HistoryStore history() {
    return new PostgresHistory(pool);
  }

  /// The one number that a query gives.
  public long number(String query) {
    return pool.preparedQuery(query)
        .execute(Tuple.tuple())
        .await()
        .atMost(LIMIT)
        .iterator()
        .next()
        .getLong(0);
  }

  @Override
  public void close() throws IOException {
    pool.close().await().atMost(LIMIT);
    vertx.close();
    stop();
  }
}
