package io.ringfence.admin.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.admin.installation.InstallationSettings;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Registration;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AccountsTest extends WithServers {
  private static final String PATH = "/api/v1/accounts";

  @Inject Pool pool;
  @Inject InstallationSettings installation;
  @Inject FormerSecrets formerSecrets;

  @Test
  void answersAGeneratedPasswordOnce_andKeepsOnlyItsSealedDigests() throws Exception {
    var made =
        Api.admin()
            .post(
                PATH, "{\"number\":\"100\",\"displayName\":\"Ann\",\"email\":\"ann@example.org\"}");

    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.header("Location")).endsWith("/api/v1/accounts/100");
    String password = made.json().get("password").textValue();
    assertThat(password).hasSize(20);
    assertThat(made.json().get("registrations")).isEmpty();
    assertThat(made.json().get("enabled").booleanValue()).isTrue();
    assertThat(Api.admin().get(PATH + "/100").json().has("password")).isFalse();

    var key = installation.masterKey();
    var row = row("100");
    byte[] text = ("100:ringfence.local:" + password).getBytes(StandardCharsets.UTF_8);
    assertThat(key.open(row.getBuffer("ha1_md5").getBytes(), "100/md5"))
        .isEqualTo(MessageDigest.getInstance("MD5").digest(text));
    assertThat(key.open(row.getBuffer("ha1_sha256").getBytes(), "100/sha-256"))
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(text));
    assertThat(key.open(row.getBuffer("ha1_sha512_256").getBytes(), "100/sha-512-256"))
        .isEqualTo(MessageDigest.getInstance("SHA-512/256").digest(text));
  }

  @Test
  void keepsTheThreeLatestFormerPasswords_forThirtyDays_underASealOfTheirOwn() throws Exception {
    String path = PATH + "/110/password";
    Api.admin().post(PATH, "{\"number\":\"110\",\"password\":\"password-0\"}");
    assertThat(formers("110")).isEmpty();

    var before = Instant.now();
    for (int change = 1; change <= 4; change++) {
      var changed = Api.admin().post(path, "{\"password\":\"password-%d\"}".formatted(change));
      assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    }

    var rows = formers("110");
    assertThat(rows).hasSize(3);
    for (int i = 0; i < 3; i++) {
      var row = rows.get(i);
      assertThat(row.getOffsetDateTime("until").toInstant())
          .isBetween(before.plus(Duration.ofDays(30)), Instant.now().plus(Duration.ofDays(30)));
      byte[] text = ("110:ringfence.local:password-" + (3 - i)).getBytes(StandardCharsets.UTF_8);
      assertThat(former(row, "ha1_md5", "110/former/md5"))
          .isEqualTo(MessageDigest.getInstance("MD5").digest(text));
      assertThat(former(row, "ha1_sha256", "110/former/sha-256"))
          .isEqualTo(MessageDigest.getInstance("SHA-256").digest(text));
      assertThat(former(row, "ha1_sha512_256", "110/former/sha-512-256"))
          .isEqualTo(MessageDigest.getInstance("SHA-512/256").digest(text));
    }
    Api.admin().delete(PATH + "/110");
    assertThat(formers("110")).isEmpty();
  }

  @Test
  void formerPasswordsAreDeleted_whenTheirTimeIsOver() {
    Api.admin().post(PATH, "{\"number\":\"111\",\"password\":\"password-0\"}");
    Api.admin().post(PATH + "/111/password", "{\"password\":\"password-1\"}");
    update("update sip_account_former_secret set until = now() where number = '111'");

    formerSecrets.sweep();

    assertThat(formers("111")).isEmpty();
  }

  @Test
  void passwordOfBeforeItsNewDigestWasKept_isKeptWithoutIt() {
    Api.admin().post(PATH, "{\"number\":\"112\",\"password\":\"password-0\"}");
    update("update sip_account set ha1_sha512_256 = null where number = '112'");

    Api.admin().post(PATH + "/112/password", "{\"password\":\"password-1\"}");

    assertThat(formers("112").getFirst().getBuffer("ha1_sha512_256")).isNull();
    assertThat(row("112").getBuffer("ha1_sha512_256")).isNotNull();
  }

  /// A version of before the column was would leave the old password's digest in it.
  @Test
  void writerThatDoesNotKnowTheNewDigest_clearsIt() {
    Api.admin().post(PATH, "{\"number\":\"113\",\"password\":\"password-0\"}");
    update("update sip_account set enabled = false where number = '113'");
    assertThat(row("113").getBuffer("ha1_sha512_256")).isNotNull();

    update("update sip_account set ha1_md5 = '\\x00', ha1_sha256 = '\\x00' where number = '113'");

    assertThat(row("113").getBuffer("ha1_sha512_256")).isNull();
    Api.admin().delete(PATH + "/113");
  }

  private byte[] former(Row row, String column, String context) throws GeneralSecurityException {
    return installation.masterKey().open(row.getBuffer(column).getBytes(), context);
  }

  private List<Row> formers(String number) {
    var rows = new ArrayList<Row>();
    pool.preparedQuery(
            "select * from sip_account_former_secret where number = $1 order by until desc")
        .execute(Tuple.of(number))
        .await()
        .atMost(Duration.ofSeconds(5))
        .forEach(rows::add);
    return rows;
  }

  private void update(String sql) {
    pool.query(sql).execute().await().atMost(Duration.ofSeconds(5));
  }

  @Test
  void doesNotRepeatAPasswordThatWasGiven() {
    var made = Api.admin().post(PATH, "{\"number\":\"101\",\"password\":\"s3cret-enough\"}");

    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.text()).doesNotContain("s3cret-enough").doesNotContain("password");
    assertThat(Api.admin().post(PATH, "{\"number\":\"101\"}").status()).isEqualTo(409);
  }

  @Test
  void changesAndDeletesAnAccount() {
    var made = Api.admin().post(PATH, "{\"number\":\"b.ob_2+x-1\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    String path = PATH + "/b.ob_2+x-1";

    var changed =
        Api.admin().with("If-Match", made.header("ETag")).put(path, "{\"enabled\":false}");

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.json().get("enabled").booleanValue()).isFalse();
    assertThat(Api.admin().put(path, changed.text()).status()).isEqualTo(200);
    assertThat(Api.admin().put(path, "{\"number\":\"x\"}").status()).isEqualTo(400);
    var stale = Api.admin().with("If-Match", made.header("ETag")).delete(path);
    assertThat(stale.status()).isEqualTo(412);
    assertThat(Api.admin().delete(path).status()).isEqualTo(204);
    assertThat(Api.admin().get(path).status()).isEqualTo(404);
  }

  @Test
  void growsItsVersion_whenAnAccountIsMadeAgain() {
    long first = version(Api.admin().post(PATH, "{\"number\":\"again\"}"));
    Api.admin().delete(PATH + "/again");
    long second = version(Api.admin().post(PATH, "{\"number\":\"again\"}"));

    assertThat(second).isGreaterThan(first);
    try (var config = Records.from(Topics.CONFIG)) {
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                assertThat(config.latest("account/again", SipAccount.class).version())
                    .isEqualTo(second);
                assertThat(config.of("account/again"))
                    .anySatisfy(record -> assertThat(record.value()).isNull());
              });
    }
  }

  @Test
  void givesANewPassword_andDropsTheRegistrations() {
    Api.admin().post(PATH, "{\"number\":\"102\"}");
    var before = row("102");
    register("102", "sip:102@192.0.2.50:5060");
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(Api.admin().get(PATH + "/102").json().get("registrations")).hasSize(1));

    var kept = Api.admin().post(PATH + "/102/password", "{\"keepRegistrations\":true}");
    assertThat(kept.status()).as(kept.text()).isEqualTo(200);
    assertThat(Api.admin().get(PATH + "/102").json().get("registrations")).hasSize(1);

    var dropped = Api.admin().send("POST", PATH + "/102/password", null);
    assertThat(dropped.status()).as(dropped.text()).isEqualTo(200);
    assertThat(dropped.json().get("password").textValue())
        .hasSize(20)
        .isNotEqualTo(kept.json().get("password").textValue());
    assertThat(Api.admin().get(PATH + "/102").json().get("registrations")).isEmpty();
    assertThat(row("102").getBuffer("ha1_md5")).isNotEqualTo(before.getBuffer("ha1_md5"));
    assertThat(row("102").getLong("version")).isGreaterThan(before.getLong("version"));
    var short7 = Api.admin().post(PATH + "/102/password", "{\"password\":\"short77\"}");
    assertThat(short7.status()).isEqualTo(400);
    assertThat(Api.admin().post(PATH + "/nobody/password", "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|number",
        "{\"number\":\"1 0\"}|number",
        "{\"number\":\"a/../b\"}|number",
        "{\"number\":200}|number",
        "{\"number\":\"200\",\"email\":\"nobody\"}|email",
        "{\"number\":\"200\",\"password\":\"1234567\"}|password",
        "{\"number\":\"200\",\"password\":\"12345678\\u0007\"}|password",
        "{\"number\":\"20000000\",\"password\":\"20000000\"}|password",
        "{\"number\":\"200\",\"displayName\":\"a\\nb\"}|displayName",
        "{\"number\":\"200\",\"pin\":\"1\"}|pin",
      })
  void refusesValues_namingTheField(String body, String field) {
    var refused = Api.admin().post(PATH, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo(field);
  }

  private static long version(Api.Answer answer) {
    return Long.parseLong(answer.header("ETag").replace("\"", ""));
  }

  private Row row(String number) {
    return pool.preparedQuery("select * from sip_account where number = $1")
        .execute(Tuple.of(number))
        .await()
        .atMost(Duration.ofSeconds(5))
        .iterator()
        .next();
  }

  private static void register(String account, String contact) {
    var now = Instant.now();
    var binding =
        new Registration(
            Event.SCHEMA_VERSION,
            EventIds.next(),
            now,
            account,
            contact,
            IpAddress.parse("192.0.2.50"),
            5060,
            Transport.UDP,
            "phone",
            null,
            1,
            now,
            now.plusSeconds(600),
            "edge",
            null,
            null,
            null,
            List.of(),
            null);
    Records.publish(Topics.REGISTRATIONS, binding.key(), binding);
  }
}
