package io.ringfence.notifier;

import io.ringfence.contracts.event.SecurityAlert;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/// The notifier's database, past the notifier.
final class Database {

  private Database() {}

  static long number(String query, SecurityAlert alert) throws SQLException {
    String value = text(query, alert);
    return value == null ? 0 : Long.parseLong(value);
  }

  static @Nullable String text(String query, SecurityAlert alert) throws SQLException {
    try (var connection = connect();
        var statement = connection.prepareStatement(query)) {
      statement.setObject(1, alert.eventId());
      try (var rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  static void sql(String command) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connect() throws SQLException {
    var config = ConfigProvider.getConfig();
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%s/%s"
            .formatted(
                config.getValue("RINGFENCE_POSTGRES_HOST", String.class),
                config.getValue("RINGFENCE_POSTGRES_PORT", String.class),
                config.getValue("RINGFENCE_POSTGRES_DATABASE", String.class)),
        config.getValue("RINGFENCE_POSTGRES_USER", String.class),
        config.getValue("RINGFENCE_POSTGRES_PASSWORD", String.class));
  }
}
