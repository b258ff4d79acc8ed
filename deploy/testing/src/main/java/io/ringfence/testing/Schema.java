package io.ringfence.testing;

import java.util.Map;
import org.flywaydb.core.Flyway;

/// Makes Ringfence's schema, as admin-api does at its start.
public final class Schema {

  private Schema() {}

  public static void migrate(PostgresAddress postgres) {
    Flyway.configure()
        .dataSource(postgres.jdbcUrl(), postgres.user(), postgres.password())
        .locations("classpath:db/migration")
        .placeholders(Map.of("sip_port", "5060", "http_port", "8080"))
        .load()
        .migrate();
  }
}
