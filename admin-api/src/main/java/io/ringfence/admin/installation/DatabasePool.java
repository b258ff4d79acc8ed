package io.ringfence.admin.installation;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The pool to PostgreSQL, whose waits end: what waited for a connection until its client was told
/// to try again is not done later, and PostgreSQL gives up a statement that nobody waits for any
/// more.
@Singleton
class DatabasePool implements PgPoolCreator {
  private static final Duration CONNECTION_LIMIT = Duration.ofSeconds(3);
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);

  @Override
  public Pool create(Input input) {
    input
        .pgConnectOptionsList()
        .forEach(
            options ->
                options.addProperty(
                    "statement_timeout", Long.toString(STATEMENT_LIMIT.toMillis())));
    var pool =
        input
            .poolOptions()
            .setConnectionTimeout((int) CONNECTION_LIMIT.toMillis())
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
    return PgBuilder.pool()
        .with(pool)
        .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
        .using(input.vertx())
        .build();
  }
}
