package io.ringfence.guard.db;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/// The pool without its own limit on waiting for a connection: its timer outlives a connection that
/// was refused and then reports an error of its own. [PostgresHistory] has a limit for everything.
@Singleton
final class PoolWithoutTimer implements PgPoolCreator {

  @Override
  public Pool create(Input input) {
    input.poolOptions().setConnectionTimeout(0);
    return PgBuilder.pool()
        .with(input.poolOptions())
        .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
        .using(input.vertx())
        .build();
  }
}
