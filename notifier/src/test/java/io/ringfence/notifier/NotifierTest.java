package io.ringfence.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.notifier.db.MailOutbox;
import io.ringfence.notifier.db.OutboxException;
import io.ringfence.notifier.db.QueuedMail;
import io.ringfence.notifier.outbox.RetryPolicy.Next;
import io.ringfence.notifier.warning.Alerts;
import io.ringfence.notifier.warning.BlockWarning;
import io.ringfence.notifier.warning.Mail;
import io.ringfence.testing.TestServers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(MailServerPort.class)
class NotifierTest {

  private static final String ADMIN = "admin@example.org";
  private static final String SECOND = "second@example.org";
  private static final AtomicLong POLICY_VERSION = new AtomicLong();
  private static final AtomicInteger SOURCES = new AtomicInteger();

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @ConfigProperty(name = "quarkus.mailer.port")
  int smtpPort;

  @TestHTTPResource(value = "/", management = true)
  URI management;

  @Inject MailOutbox outbox;

  private Mailbox mailbox;
  private Bus bus;

  @BeforeEach
  void start() throws Exception {
    bus = new Bus(kafka);
    mailbox = new Mailbox(smtpPort);
    mailbox.start();
    recipients(ADMIN);
    await().until(() -> get("health/ready").statusCode() == 200);
  }

  @AfterEach
  void stop() {
    mailbox.stop();
    bus.close();
  }

  @Test
  void mailsAWarning_withItsOwnMessageIdAndPlainText() throws Exception {
    var alert = alertFromANewSource();
    bus.alert(alert);

    await().until(() -> !about(alert).isEmpty());

    var mail = about(alert).getFirst();
    assertThat(mail.from()).isEqualTo("ringfence@ringfence.local");
    assertThat(mail.recipient()).isEqualTo(ADMIN);
    assertThat(mail.header("Message-ID"))
        .singleElement()
        .asString()
        .startsWith("<" + alert.eventId() + ".")
        .endsWith("@ringfence.local>");
    assertThat(mail.header("Subject"))
        .containsExactly("Ringfence blocked " + alert.subject() + " until 2026-11-22 12:00:00 UTC");
    assertThat(mail.header("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(mail.header("Cc")).isEmpty();
    assertThat(mail.header("Content-Type")).containsExactly("text/plain");
    assertThat(mail.body())
        .contains(
            "  Source         " + alert.subject() + "\n",
            "  \"100\"\n  \"101\"\n",
            "5 failed logins within 12 seconds\n",
            "DELETE /api/v1/blocks/" + Objects.requireNonNull(alert.block()).blockId() + "\n");
  }

  @Test
  void sendsAtOnce_notWhenItLooksForLeftovers() {
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () -> {
              for (int i = 0; i < 20; i++) {
                var alert = alertFromANewSource();
                bus.alert(alert);
                await().pollInterval(Duration.ofMillis(20)).until(() -> about(alert).size() == 1);
              }
            });
  }

  @Test
  void mailsARepeatedAlertOnce() throws Exception {
    var alert = alertFromANewSource();
    bus.alert(alert);
    bus.alert(alert);
    var later = alertFromANewSource();
    bus.alert(later);

    await().until(() -> about(later).size() == 1);

    assertThat(about(alert)).hasSize(1);
  }

  @Test
  void putsMalformedAlertsAside_andGoesOn() throws Exception {
    int before = bus.records(Topics.deadLetter(Topics.ALERTS)).size();
    bus.send(Topics.ALERTS, "k", "{\"eventId\":".getBytes(UTF_8));
    bus.send(Topics.ALERTS, null, "{}".getBytes(UTF_8));
    bus.send(Topics.ALERTS, "tombstone", null);
    var alert = alertFromANewSource();
    bus.alert(alert);

    await().until(() -> about(alert).size() == 1);

    var dead = bus.records(Topics.deadLetter(Topics.ALERTS));
    assertThat(dead).hasSize(before + 3);
    var first = dead.get(before);
    assertThat(first.key()).isEqualTo("k");
    assertThat(first.value()).asString(UTF_8).isEqualTo("{\"eventId\":");
    assertThat(header(first, "error")).startsWith("not a SecurityAlert: ");
    assertThat(header(first, "topic")).isEqualTo(Topics.ALERTS);
    assertThat(header(first, "partition")).isEqualTo("0");
    assertThat(header(first, "offset")).matches("\\d+");
    assertThat(metrics())
        .contains("ringfence_dead_letters_total{topic=\"ringfence.alerts\"} " + dead.size() + ".0");
  }

  @Test
  void mailsNobody_untilThePolicyNamesSomebody() throws Exception {
    recipients();
    var unmailed = alertFromANewSource();
    bus.alert(unmailed);
    bus.send(
        Topics.ALERTS,
        "future",
        "{\"schemaVersion\":9,\"eventId\":\"0199f3a1-0000-7000-8000-000000000009\",\"occurredAt\":1,\"kind\":\"new\",\"subject\":\"x\"}"
            .getBytes(UTF_8));
    await().until(() -> committed() == bus.records(Topics.ALERTS).size());
    recipients(ADMIN, "Somebody <not-plain@example.org>");
    var mailed = alertFromANewSource();
    bus.alert(mailed);

    await().until(() -> about(mailed).size() == 1);

    assertThat(about(unmailed)).isEmpty();
    assertThat(metrics())
        .contains("ringfence_mail_sent_total{kind=\"source-blocked\",result=\"no-address\"}");
  }

  @Test
  void deliversOnce_whenTheMailServerWasAway_andStaysReadyMeanwhile() throws Exception {
    mailbox.stop();
    var alert = alertFromANewSource();
    bus.alert(alert);
    await()
        .until(
            () ->
                Database.number("SELECT attempts FROM mail_outbox WHERE alert_id = ?", alert) > 1);
    assertThat(get("health/ready").statusCode()).isEqualTo(200);
    assertThat(Database.text("SELECT last_error FROM mail_outbox WHERE alert_id = ?", alert))
        .contains("Connection refused");

    mailbox.start();

    await().until(() -> about(alert).size() == 1);
    await()
        .until(
            () ->
                Database.number("SELECT count(sent_at) FROM mail_outbox WHERE alert_id = ?", alert)
                    == 1);
    assertThat(about(alert)).hasSize(1);
  }

  @Test
  void mailsOnce_whenPostgresqlGoesAwayBetweenAcceptanceAndCommit() throws Exception {
    var alert = alertFromANewSource();
    mailbox.onNextAcceptance(
        () ->
            Database.sql(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""));
    bus.alert(alert);

    await()
        .until(
            () ->
                Database.number("SELECT count(sent_at) FROM mail_outbox WHERE alert_id = ?", alert)
                    == 1);

    assertThat(about(alert)).hasSize(1);
  }

  @Test
  void givesUpARefusedRecipient_andMailsTheOthers() throws Exception {
    mailbox.refuse(SECOND);
    recipients(SECOND, ADMIN);
    var alert = alertFromANewSource();
    bus.alert(alert);

    await().until(() -> about(alert).size() == 1);
    await().until(() -> metrics().contains("ringfence_mail_outbox_given_up 1.0"));

    assertThat(
            Database.number(
                "SELECT attempts FROM mail_outbox WHERE sent_at IS NULL AND alert_id = ?", alert))
        .isEqualTo(3);
    assertThat(metrics())
        .contains(
            "ringfence_mail_sent_total{kind=\"source-blocked\",result=\"refused\"} 2.0",
            "ringfence_mail_sent_total{kind=\"source-blocked\",result=\"given-up\"} 1.0");
  }

  @Test
  void losesNothing_whenTheSchemaIsNotThere_andSaysSo() throws Exception {
    Database.sql("ALTER TABLE mail_outbox RENAME TO mail_outbox_away");
    var alert = alertFromANewSource();
    try {
      bus.alert(alert);
      await().until(() -> get("health/ready").statusCode() == 503);
      assertThat(get("health/ready").body()).contains("the schema is not there yet");
      assertThat(get("health/live").statusCode()).isEqualTo(200);
    } finally {
      Database.sql("ALTER TABLE mail_outbox_away RENAME TO mail_outbox");
    }

    await().until(() -> about(alert).size() == 1);
    await().until(() -> get("health/ready").statusCode() == 200);
  }

  @Test
  void tellsDataThatPostgresqlRefusesApart() {
    var alert = alertFromANewSource();
    var unstorable =
        new Mail(alert.eventId(), BlockWarning.KIND, ADMIN, "<x@y>", "subject", "a\u0000b");

    assertThatThrownBy(() -> outbox.add(List.of(unstorable)))
        .isInstanceOfSatisfying(
            OutboxException.class, e -> assertThat(e.isBecauseOfTheData()).isTrue());
  }

  @Test
  void letsNobodyElseTakeAMailThatIsBeingDelivered() throws Exception {
    var alert = queuedWithoutSending();
    var others = new AtomicInteger();

    var taken =
        outbox.deliverNext(
            mail ->
                Uni.createFrom()
                    .completionStage(
                        CompletableFuture.supplyAsync(
                            () ->
                                outbox.deliverNext(
                                    other -> {
                                      others.incrementAndGet();
                                      return sent();
                                    })))
                    .chain(NotifierTest::sent));

    assertThat(taken).extracting(QueuedMail::mail).extracting("alertId").isEqualTo(alert.eventId());
    assertThat(others).hasValue(0);
  }

  @Test
  void keepsAMailForTheNext_whenThisOneDiesBeforeItIsMarked() throws Exception {
    var alert = queuedWithoutSending();

    assertThatThrownBy(
            () ->
                outbox.deliverNext(
                    mail -> Uni.createFrom().failure(new IllegalStateException("killed"))))
        .isInstanceOf(OutboxException.class);

    var again = outbox.deliverNext(mail -> sent());
    assertThat(again).extracting(QueuedMail::mail).extracting("alertId").isEqualTo(alert.eventId());
  }

  /// A mail that only the test takes: the service's own senders sleep for two seconds.
  private SecurityAlert queuedWithoutSending() {
    var alert = alertFromANewSource();
    outbox.add(BlockWarning.mails(alert, List.of(ADMIN), "example.org"));
    return alert;
  }

  private static Uni<Next> sent() {
    return Uni.createFrom().item(new Next.Sent());
  }

  private static SecurityAlert alertFromANewSource() {
    return Alerts.guessing("198.51.100." + SOURCES.incrementAndGet());
  }

  private List<Mailbox.Received> about(SecurityAlert alert) {
    return mailbox.about(alert.subject());
  }

  private void recipients(String... addresses) throws Exception {
    long version = POLICY_VERSION.incrementAndGet();
    bus.policy(version, addresses);
    await()
        .until(
            () ->
                metrics()
                    .contains("ringfence_config_version{document=\"policy\"} " + version + ".0"));
  }

  private long committed() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      return admin
          .listConsumerGroupOffsets("notifier")
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private String metrics() throws Exception {
    return get("metrics").body();
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(
          HttpRequest.newBuilder(management.resolve(path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
