package io.ringfence.admin.securitylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.event.EventIds;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecurityLogTest extends WithServers {
  private static final String PATH = "/api/v1/security-log";

  private static final Executor WATCHERS = command -> Thread.ofVirtual().start(command);

  @Inject Pool pool;

  @Test
  void searchesByEveryField() {
    var time = Instant.parse("2031-05-05T10:00:00Z");
    insert(time, "192.0.2.30", "log-100", "authentication-failed");
    insert(time.plusSeconds(1), "192.0.2.31", "log-101", "authentication-failed");
    insert(time.plusSeconds(2), "192.0.2.31", null, "source-blocked");
    insert(time.plusSeconds(3), "2001:db8::31", "log-100", "authentication-failed");

    String window = "?from=2031-05-05T10:00:00Z&to=2031-05-05T10:00:04Z";
    assertThat(count(window)).isEqualTo(4);
    assertThat(count("?from=2031-05-05T10:00:01Z&to=2031-05-05T10:00:02Z")).isEqualTo(1);
    assertThat(count(window + "&source=192.0.2.31")).isEqualTo(2);
    assertThat(count(window + "&source=192.0.2.0/24")).isEqualTo(3);
    assertThat(count(window + "&source=2001:DB8:0::31")).isEqualTo(1);
    assertThat(count(window + "&account=log-100")).isEqualTo(2);
    assertThat(count(window + "&service=web")).isZero();
    assertThat(count(window + "&event=source-blocked")).isEqualTo(1);
    assertThat(count(window + "&text=AUTHENTICATION%20failed")).isEqualTo(3);
    assertThat(count(window + "&text=100%25")).isZero();
    var line = Api.admin().get(PATH + window + "&source=192.0.2.30").json().at("/items/0");
    assertThat(line.get("message").textValue()).startsWith("Authentication failed");
    assertThat(line.get("time").textValue()).isEqualTo("2031-05-05T10:00:00Z");
    assertThat(line.get("source").textValue()).isEqualTo("192.0.2.30");
    assertThat(line.get("severity").textValue()).isEqualTo("warning");
  }

  @Test
  void pagesThroughLinesOfOneTime_withoutLossOrRepeat() {
    var time = Instant.parse("2032-01-01T00:00:00Z");
    for (int i = 0; i < 7; i++) {
      insert(time, "192.0.2.40", "page-" + i, "authentication-failed");
    }
    var seen = new java.util.HashSet<String>();
    String cursor = "";
    int pages = 0;
    do {
      var page = Api.admin().get(PATH + "?source=192.0.2.40&limit=3" + cursor).json();
      page.get("items").forEach(line -> assertThat(seen.add(line.get("id").textValue())).isTrue());
      cursor =
          page.get("nextCursor").isNull() ? "" : "&cursor=" + page.get("nextCursor").textValue();
      pages++;
    } while (!cursor.isEmpty());
    assertThat(seen).hasSize(7);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void findsABlockOfSeveralServices_byEachOfThem() {
    insertCovering("sip,web", 1, Instant.parse("2033-01-01T00:00:00Z"));
    insertCovering("web", 1, Instant.parse("2033-01-01T00:00:01Z"));

    String window = "?from=2033-01-01T00:00:00Z&to=2033-01-02T00:00:00Z";
    assertThat(count(window + "&service=sip")).isEqualTo(1);
    assertThat(count(window + "&service=web")).isEqualTo(2);
    assertThat(count(window + "&service=snmp")).isZero();
    assertThat(count(window + "&service=sip,web")).isZero();
    var line = Api.admin().get(PATH + window + "&service=sip").json().at("/items/0");
    assertThat(line.get("service").textValue()).isEqualTo("sip,web");
    assertThat(line.get("services")).map(JsonNode::textValue).containsExactly("sip", "web");
    assertThat(line.get("count").intValue()).isEqualTo(1);
    assertThat(line.get("lastTime").isNull()).isTrue();
  }

  @Test
  void saysHowManyALineStandsFor_andStreamsItAgainWhenItHasGrown() throws Exception {
    var time = Instant.parse("2034-01-01T00:00:00Z");
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(Api.url(PATH + "/stream?source=192.0.2.77")))
              .header("Authorization", "Bearer " + Api.secret("admin-token"))
              .build();
      var response =
          client.sendAsync(request, HttpResponse.BodyHandlers.ofLines()).get(10, TimeUnit.SECONDS);
      var data = new CopyOnWriteArrayList<String>();
      read(response.body(), data);
      insertCovering("sip", 3, time);
      await().atMost(Duration.ofSeconds(5)).until(() -> data.size() == 1);
      pool.query(
              """
              update security_log set count = 45, last_time = time + interval '59 s',
                     arrival = nextval('security_log_arrival') where source = '192.0.2.77'
              """)
          .execute()
          .await()
          .atMost(Duration.ofSeconds(5));
      await().atMost(Duration.ofSeconds(5)).until(() -> data.size() == 2);

      assertThat(data.getFirst()).contains("\"count\":3", "(3 times)");
      assertThat(data.getLast()).contains("\"count\":45", "(45 times)");
      client.shutdownNow();
    }
    var line = Api.admin().get(PATH + "?source=192.0.2.77").json().at("/items/0");
    assertThat(line.get("count").intValue()).isEqualTo(45);
    assertThat(line.get("time").textValue()).isEqualTo("2034-01-01T00:00:00Z");
    assertThat(line.get("lastTime").textValue()).isEqualTo("2034-01-01T00:00:59Z");
  }

  @Test
  void refusesFiltersThatCannotBe() {
    for (String bad :
        List.of("from=yesterday", "to=1", "source=host.example", "limit=9999", "cursor=%20")) {
      assertThat(Api.admin().get(PATH + "?" + bad).status()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void streamsNewLines_evenThoseOfAnEarlierTime() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(Api.url(PATH + "/stream?account=live")))
            .header("Authorization", "Bearer " + Api.secret("admin-token"))
            .build();
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var response =
          client.sendAsync(request, HttpResponse.BodyHandlers.ofLines()).get(10, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      var data = new CopyOnWriteArrayList<String>();
      read(response.body(), data);

      var sent = System.nanoTime();
      insert(Instant.now(), "192.0.2.50", "live", "authentication-failed");
      insert(Instant.now().minusSeconds(3600), "192.0.2.51", "live", "authentication-failed");
      insert(Instant.now(), "192.0.2.52", "somebody else", "authentication-failed");

      await().atMost(Duration.ofSeconds(5)).until(() -> data.size() >= 2);
      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(3));
      assertThat(data).hasSize(2).allSatisfy(line -> assertThat(line).contains("\"live\""));
      client.shutdownNow();
    }
  }

  @Test
  void endsTheStream_whenItsTokenIsRevokedOrExpires() throws Exception {
    var revoked = newToken("watcher");
    var expiring = newToken("brief watcher");
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      var first = watch(client, revoked.get("token").textValue());
      var second = watch(client, expiring.get("token").textValue());
      var third = watch(client, Api.secret("admin-token"));

      assertThat(Api.admin().delete("/api/v1/tokens/" + revoked.get("id").asText()).status())
          .isEqualTo(204);
      pool.query("update api_token set expires_at = now() where name = 'brief watcher'")
          .execute()
          .await()
          .atMost(Duration.ofSeconds(5));

      first.get(10, TimeUnit.SECONDS);
      second.get(10, TimeUnit.SECONDS);
      assertThat(third).isNotDone();
    } finally {
      client.shutdownNow();
    }
  }

  private static JsonNode newToken(String name) {
    var made =
        Api.admin().post("/api/v1/tokens", "{\"name\":\"" + name + "\",\"role\":\"viewer\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json();
  }

  /// Completes when the stream is over.
  private static CompletableFuture<Void> watch(HttpClient client, String token) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(Api.url(PATH + "/stream")))
            .header("Authorization", "Bearer " + token)
            .build();
    var response =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofLines()).get(10, TimeUnit.SECONDS);
    assertThat(response.statusCode()).isEqualTo(200);
    return CompletableFuture.runAsync(() -> response.body().forEach(_ -> {}), WATCHERS);
  }

  private static void read(Stream<String> lines, List<String> data) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                lines.filter(line -> line.startsWith("data:")).forEach(data::add);
              } catch (RuntimeException e) {
                data.add("closed");
              }
            });
  }

  private static int count(String query) {
    var page = Api.admin().get(PATH + query);
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return page.json().get("items").size();
  }

  private void insertCovering(String services, long count, Instant time) {
    pool.preparedQuery(
            """
            insert into security_log (event_id, time, severity, services, event, source, message,
              count) values ($1, $2, 'warning', string_to_array($3, ','), 'source-blocked',
              '192.0.2.77', 'Blocked', $4)
            """)
        .execute(Tuple.of(EventIds.next(), time.atOffset(ZoneOffset.UTC), services, count))
        .await()
        .atMost(Duration.ofSeconds(5));
  }

  private void insert(Instant time, String source, String account, String event) {
    pool.preparedQuery(
            """
            insert into security_log (event_id, time, severity, services, event, source, account,
              message) values ($1, $2, 'warning', '{sip}', $3, $4::text::inet, $5, $6)
            """)
        .execute(
            Tuple.of(
                EventIds.next(),
                time.atOffset(ZoneOffset.UTC),
                event,
                source,
                account,
                event.equals("authentication-failed")
                    ? "Authentication failed for account \"" + account + "\" from " + source
                    : "Source blocked: " + source))
        .await()
        .atMost(Duration.ofSeconds(5));
  }
}
