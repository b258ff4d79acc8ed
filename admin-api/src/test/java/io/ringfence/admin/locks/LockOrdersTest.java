package io.ringfence.admin.locks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.event.SecurityAlert;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LockOrdersTest extends WithServers {
  private static final String ACCOUNTS = "/api/v1/accounts";
  private static final String PBX = "/api/v1/pbx-lock";
  private static final String NUMBER = "7301";
  private static final Duration SOON = Duration.ofSeconds(20);

  @AfterEach
  void unlock() {
    Api.admin().delete(PBX);
    Api.admin().delete(ACCOUNTS + "/" + NUMBER);
  }

  private static LockOrder order(@Nullable String account, Instant at) {
    return new LockOrder(1, EventIds.next(), at, account, "toll-fraud", "50 calls within an hour");
  }

  private static void give(LockOrder order) {
    Records.publish(Topics.LOCKS, LockOrder.key(order.account()), order);
  }

  private static boolean isLocked() {
    return Api.admin().get(ACCOUNTS + "/" + NUMBER).json().get("locked").booleanValue();
  }

  private static boolean isPbxLocked() {
    return Api.admin().get(PBX).json().get("locked").booleanValue();
  }

  private static void makeAccount() {
    assertThat(Api.admin().post(ACCOUNTS, "{\"number\":\"" + NUMBER + "\"}").status())
        .isEqualTo(201);
  }

  /// An order after which all before it have been carried out.
  private static void awaitOrdersBefore() {
    Api.admin().delete(PBX);
    give(order(null, Instant.now().plusSeconds(1)));
    await().atMost(SOON).until(LockOrdersTest::isPbxLocked);
  }

  @Test
  void locksAnAccount_publishesAndAuditsIt() {
    makeAccount();
    try (var config = Records.newOf(Topics.CONFIG)) {
      give(order(NUMBER, Instant.now()));

      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(config.latest(ConfigKey.ACCOUNT + NUMBER, SipAccount.class).locked())
                      .isTrue());
    }
    assertThat(isLocked()).isTrue();
    var audited = Api.admin().get("/api/v1/audit-log?limit=1").json();
    assertThat(audited.at("/items/0/actor").textValue()).isEqualTo("toll-fraud");
    assertThat(audited.at("/items/0/action").textValue()).isEqualTo("lock");
    assertThat(audited.at("/items/0/object").textValue()).isEqualTo("account " + NUMBER);
  }

  @Test
  void anOrderThatComesAgain_afterAnOperatorHasUnlocked_locksNothing() {
    makeAccount();
    var order = order(NUMBER, Instant.now());
    give(order);
    await().atMost(SOON).until(LockOrdersTest::isLocked);
    try (var config = Records.newOf(Topics.CONFIG)) {
      Api.admin().put(ACCOUNTS + "/" + NUMBER, "{\"locked\":false}");
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          config.latest(ConfigKey.ACCOUNT + NUMBER, SipAccount.class).unlockedAt())
                      .isNotNull());
    }

    give(order);
    give(order("nobody", Instant.now()));
    awaitOrdersBefore();
    assertThat(isLocked()).isFalse();

    give(order(NUMBER, Instant.now()));
    await().atMost(SOON).until(LockOrdersTest::isLocked);
  }

  @Test
  void locksThePbx_andTellsIt_onceForAnOrder() {
    try (var alerts = Records.newOf(Topics.ALERTS)) {
      var order = order(null, Instant.now());
      give(order);

      await().atMost(SOON).until(LockOrdersTest::isPbxLocked);
      var lock = Api.admin().get(PBX).json();
      assertThat(lock.get("by").textValue()).isEqualTo("toll-fraud");
      assertThat(lock.get("reason").textValue()).isEqualTo("50 calls within an hour");
      await().atMost(SOON).untilAsserted(() -> assertThat(alerts.of("pbx")).hasSize(1));
      assertThat(Json.read(alerts.of("pbx").getFirst().value(), SecurityAlert.class).kind())
          .isEqualTo(SecurityAlert.Kind.PBX_LOCKED);

      makeAccount();
      Api.admin().delete(PBX);
      give(order);
      give(order(NUMBER, Instant.now()));
      await().atMost(SOON).until(LockOrdersTest::isLocked);
      assertThat(isPbxLocked()).isFalse();
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void putsAsideWhatItCannotRead_andGoesOn() {
    try (var letters = Records.newOf(Topics.deadLetter(Topics.LOCKS))) {
      Records.publish(Topics.LOCKS, "pbx", "no order");
      give(order(null, Instant.now()));

      await().atMost(SOON).until(LockOrdersTest::isPbxLocked);
      assertThat(letters.of("pbx")).hasSize(1);
      var letter = letters.of("pbx").getFirst();
      assertThat(header(letter, "error")).startsWith("not a LockOrder: ");
      assertThat(header(letter, "topic")).isEqualTo(Topics.LOCKS);
      assertThat(header(letter, "partition")).isEqualTo("0");
      assertThat(header(letter, "offset")).matches("\\d+");
    }
  }
}
