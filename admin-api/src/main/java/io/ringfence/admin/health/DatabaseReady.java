package io.ringfence.admin.health;

import io.ringfence.admin.access.FirstStart;
import io.ringfence.admin.installation.Schema;
import io.ringfence.admin.problem.Unavailable;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// PostgreSQL answers, has the schema, and somebody can log in.
@Readiness
@ApplicationScoped
public class DatabaseReady implements AsyncHealthCheck {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Schema schema;
  private final FirstStart firstStart;
  private final Pool pool;

  DatabaseReady(Schema schema, FirstStart firstStart, Pool pool) {
    this.schema = schema;
    this.firstStart = firstStart;
    this.pool = pool;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    var check = HealthCheckResponse.named("database").withData("schema", schema.state());
    if (!schema.isMigrated()) {
      return Uni.createFrom().item(check.down().build());
    }
    if (!firstStart.isDone()) {
      return Uni.createFrom()
          .item(check.down().withData("reason", "the first login is not made yet").build());
    }
    return pool.query("select 1")
        .execute()
        .ifNoItem()
        .after(LIMIT)
        .fail()
        .map(_ -> check.up().build())
        .onFailure()
        .recoverWithItem(e -> check.down().withData("reason", Unavailable.reason(e)).build());
  }
}
