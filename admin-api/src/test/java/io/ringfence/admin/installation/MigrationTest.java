package io.ringfence.admin.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.WithServers;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Databases that have been in use, as they are migrated: in a schema of their own.
@QuarkusTest
class MigrationTest extends WithServers {
  private static final String SCHEMA = "in_use";

  @Inject Flyway flyway;

  @AfterEach
  void remove() throws SQLException {
    sql("drop schema if exists " + SCHEMA + " cascade");
  }

  @Test
  void anInstallationOfBeforeTheFirewallsChanges_keepsWhatItHad() throws SQLException {
    migrate("9");
    sql(
        """
        insert into ip_group (id, version, name) values ('office', 200, 'Office');
        insert into ip_group_member (group_id, position, value) values ('office', 0, '10.0.0.0/8');
        update protected_service set version = 201, title = 'Console', restricted = true,
          group_id = 'office', ports = '[{"protocol":"tcp","port":8443}]' where name = 'web';
        update guard_policy set version = 202, trusted_group_id = 'office';
        """);

    migrate("10");

    assertThat(
            rows(
                "select name || ' ' || title || ' ' || restricted || ' ' || version || ' ' || ports"
                    + " from protected_service where name in ('web', 'crm') order by name"))
        .containsExactly(
            "crm CRM integration false 1 [{\"port\": 5038, \"protocol\": \"tcp\"}]",
            "web Console true 201 [{\"port\": 8443, \"protocol\": \"tcp\"}]");
    assertThat(rows("select trusted_group_id from guard_policy")).containsExactly("office");
    // Ports that nobody had touched: theirs grow, with a version that is published.
    assertThat(
            rows(
                "select (version > 100) || ' ' || ports from protected_service"
                    + " where name = 'provisioning'"))
        .containsExactly(
            "true [{\"port\": 69, \"protocol\": \"udp\"}, {\"port\": 8088, \"protocol\": \"tcp\"}]");
    sql(
        "insert into protected_service (name, version, title, ports)"
            + " values ('own-1', 300, 'Own', '[]')");
    assertThatThrownBy(
            () ->
                sql(
                    "insert into protected_service (name, version, title, ports)"
                        + " values ('a; drop', 301, 'x', '[]')"))
        .hasMessageContaining("protected_service_name");
  }

  @Test
  void aRestrictionDoesNotSpreadToAnotherPort() throws SQLException {
    migrate("9");
    sql(
        """
        insert into ip_group (id, version, name) values ('phones', 200, 'Phones');
        update protected_service set version = 201, restricted = true, group_id = 'phones'
          where name = 'provisioning';
        """);

    migrate("10");

    assertThat(rows("select version || ' ' || ports from protected_service where restricted"))
        .containsExactly("201 [{\"port\": 69, \"protocol\": \"udp\"}]");
  }

  @Test
  void atMostOneChangeWaits() throws SQLException {
    migrate("10");
    String insert =
        "insert into pending_change (id, version, document, actor, made_at, confirm_by, before)"
            + " values (gen_random_uuid(), 1, 'service/web', 'a', now(), now(), '[]')";
    sql(insert);

    assertThatThrownBy(() -> sql(insert)).hasMessageContaining("pending_change_one_key");
  }

  private void migrate(String version) {
    Flyway.configure()
        .configuration(flyway.getConfiguration())
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .target(version)
        .load()
        .migrate();
  }

  private void sql(String commands) throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      statement.execute(commands);
      connection.commit();
    }
  }

  private List<String> rows(String query) throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  /// In a transaction, so that the pool gets it back as it was.
  private Connection connection() throws SQLException {
    var connection = flyway.getConfiguration().getDataSource().getConnection();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("set local search_path to " + SCHEMA);
    }
    return connection;
  }
}
