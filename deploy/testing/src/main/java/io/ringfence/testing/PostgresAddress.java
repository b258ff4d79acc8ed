package io.ringfence.testing;

/// Where a PostgreSQL is and who may enter.
public record PostgresAddress(
    String host, int port, String database, String user, String password) {

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }
}
