package io.ringfence.admin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Topics;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// Nothing that would let anyone in is found where it does not belong.
@QuarkusTest
class SecretsTest extends WithServers {
  @Inject Pool pool;

  @Test
  void leavesNoSecretInTheDatabaseTheTopicsTheAnswersOrTheLog() throws Exception {
    var log = new ArrayList<String>();
    var listener = listener(log);
    Logger.getLogger("").addHandler(listener);
    List<String> secrets;
    String made;
    try {
      var given = "GivenPassword-42";
      Api.admin().post("/api/v1/accounts", account("secret-1", given));
      made =
          Api.admin()
              .post("/api/v1/accounts", "{\"number\":\"secret-2\"}")
              .json()
              .get("password")
              .textValue();
      var renewed =
          Api.admin().post("/api/v1/accounts/secret-1/password", "{\"password\":\"Renewed-42!\"}");
      assertThat(renewed.status()).isEqualTo(200);
      Api.basic("admin", "WrongPassword-42").get("/api/v1/protection");
      Api.admin().post("/api/v1/accounts", account("not valid", "Refused-42!"));
      var token =
          Api.admin()
              .post("/api/v1/tokens", "{\"name\":\"secret\",\"role\":\"viewer\"}")
              .json()
              .get("token")
              .textValue();
      secrets =
          List.of(
              given,
              made,
              "Renewed-42!",
              "WrongPassword-42",
              "Refused-42!",
              token,
              Api.secret("admin-token"),
              Api.secret("admin-password"),
              ha1("MD5", "secret-2", made),
              ha1("SHA-256", "secret-2", made));
    } finally {
      Logger.getLogger("").removeHandler(listener);
    }

    var places = dump() + topics() + answers() + String.join("\n", log);

    assertThat(places).contains("secret-1", "secret-2");
    secrets.forEach(secret -> assertThat(places).doesNotContain(secret));
  }

  private static String account(String number, String password) {
    return "{\"number\":\"" + number + "\",\"password\":\"" + password + "\"}";
  }

  private static String ha1(String algorithm, String number, String password) throws Exception {
    byte[] text = (number + ":ringfence.local:" + password).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text));
  }

  /// Every row of every table; PostgreSQL shows bytes in hexadecimal.
  private String dump() {
    var dump = new StringBuilder();
    for (Row table :
        query("select tablename from pg_tables where schemaname = 'public' order by tablename")) {
      String name = table.getString(0);
      query("select cast(t as text) from \"" + name + "\" t")
          .forEach(row -> dump.append(name).append(' ').append(row.getString(0)).append('\n'));
    }
    return dump.toString();
  }

  private RowSet<Row> query(String sql) {
    return pool.query(sql).execute().await().atMost(Duration.ofSeconds(10));
  }

  private static String topics() {
    var text = new StringBuilder();
    for (String topic : List.of(Topics.CONFIG, Topics.COMMANDS, Topics.ATTEMPTS)) {
      try (var records = Records.from(topic)) {
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> topic.equals(Topics.COMMANDS) || !records.all().isEmpty());
        records
            .all()
            .forEach(
                record ->
                    text.append(record.key())
                        .append(
                            record.value() == null
                                ? ""
                                : new String(record.value(), StandardCharsets.UTF_8))
                        .append('\n'));
      }
    }
    return text.toString();
  }

  private static String answers() {
    var text = new StringBuilder();
    for (String path :
        List.of(
            "/api/v1/accounts?limit=500",
            "/api/v1/accounts/secret-1",
            "/api/v1/tokens?limit=500",
            "/api/v1/audit-log?limit=500",
            "/q/openapi")) {
      text.append(Api.admin().get(path).text()).append('\n');
    }
    return text.append(Api.anonymous().get(Api.managementUrl("/q/metrics")).text()).toString();
  }

  private static Handler listener(List<String> log) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        synchronized (log) {
          log.add(record.getLevel() + " " + record.getMessage() + " " + parameters(record));
        }
      }

      private String parameters(LogRecord record) {
        return record.getParameters() == null ? "" : List.of(record.getParameters()).toString();
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}

      @Override
      public boolean isLoggable(LogRecord record) {
        return record.getLevel().intValue() >= Level.FINE.intValue();
      }
    };
  }
}
