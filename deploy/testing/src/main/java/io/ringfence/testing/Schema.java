package io.ringfence.testing;

import org.flywaydb.core.Flyway;

/// Makes Ringfence's schema, as admin-api does at its start.
public final class Schema {

  private Schema() {}

  public static void migrate(PostgresAddress postgres) {
    Flyway.configure()
        .dataSource(postgres.jdbcUrl(), postgres.user(), postgres.password())
        .locations("classpath:db/migration")
        .load()
        .migrate();
  }
}
