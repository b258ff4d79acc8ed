package io.ringfence.notifier.warning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.SecurityAlert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BlockWarningTest {

  private static final String DOMAIN = "ringfence.local";
  private static final List<String> ADMIN = List.of("admin@example.org");

  @Test
  void saysWhoFromWhereHowOftenUntilWhenWhyAndWhatToDo_asTheGoldenMail() throws IOException {
    var mail = BlockWarning.mails(Alerts.golden(), ADMIN, DOMAIN).getFirst();

    assertThat(
            "To: %s%nMessage-ID: %s%nSubject: %s%n%n%s"
                .formatted(mail.recipient(), mail.messageId(), mail.subject(), mail.body()))
        .isEqualToNormalizingNewlines(golden("source-blocked.txt"));
  }

  @Test
  void ofABlockOnAnAccount_saysWhichInQuotes_butNotInTheSubject() {
    var pair = BlockWarning.mails(Alerts.on("203.0.113.7 100 x"), ADMIN, DOMAIN).getFirst();
    var shield = BlockWarning.mails(Alerts.on("account 100 x"), ADMIN, DOMAIN).getFirst();

    assertThat(pair.subject()).startsWith("Ringfence blocked 203.0.113.7 for one account until ");
    assertThat(pair.body()).containsPattern("Source +203.0.113.7\n").contains("\"100 x\"");
    assertThat(shield.subject()).startsWith("Ringfence blocked strangers to one account until ");
    assertThat(shield.body()).containsPattern("Account +\"100 x\"\n");
  }

  @Test
  void saysWhatTheLimitWas_andHowLongTheOffenceIsRemembered() {
    var grounds =
        new Grounds(7, 5, Duration.ofMinutes(10), 5, 0, Alerts.END.plus(Duration.ofDays(30)));

    var mail = BlockWarning.mails(Alerts.on(grounds), ADMIN, DOMAIN).getFirst();

    assertThat(mail.body())
        .containsPattern("Limit +5 within 10 minutes\n")
        .containsPattern("Offence +1, remembered until 2026-12-22 12:00:00 UTC\n")
        .containsPattern("Explained at +GET /api/v1/blocks/[0-9a-f-]+/explanation\n");
  }

  @Test
  void writesOneMailForEachRecipient_withTheSameIdEachTime() {
    var both = List.of("a@example.org", "b@example.org");
    var once = BlockWarning.mails(Alerts.golden(), both, DOMAIN);
    var again = BlockWarning.mails(Alerts.golden(), both, DOMAIN);

    assertThat(once).isEqualTo(again).extracting(Mail::recipient).isEqualTo(both);
    assertThat(once).extracting(Mail::messageId).doesNotHaveDuplicates();
  }

  @Test
  void keepsWhatTheAttackerWroteOnOneQuotedBoundedLine() {
    var evidence =
        new Evidence(
            3,
            Alerts.FIRST,
            Alerts.LAST,
            List.of(
                "1\r\nBcc: all@example.org\r\n\r\nbody",
                "\u202Egnp\u2028x\u0000\ud800",
                "a".repeat(999)),
            "x\nSubject: forged\u0085<b>");

    var mail = BlockWarning.mails(Alerts.guessing(evidence, Alerts.END), ADMIN, DOMAIN).getFirst();

    assertThat(mail.subject())
        .isEqualTo("Ringfence blocked 203.0.113.7 until 2026-11-22 12:00:00 UTC");
    assertThat(mail.body().lines())
        .contains(
            "  User agent     \"x?Subject: forged?<b>\"",
            "  \"1??Bcc: all@example.org????body\"",
            "  \"?gnp?x??\"",
            "  \"" + "a".repeat(128) + "\"")
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(200));
    assertThat(mail.body().chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
  }

  @Test
  void saysThatOnlyAHandLiftsABlockWithoutEnd() {
    var mail = BlockWarning.mails(Alerts.guessing(Evidence.NONE, null), ADMIN, DOMAIN).getFirst();

    assertThat(mail.subject()).isEqualTo("Ringfence blocked 203.0.113.7");
    assertThat(mail.body()).contains("Blocked until  somebody lifts it").doesNotContain("Attempts");
  }

  @Test
  void writesNothing_withoutRecipients_orForAnAlertOfAKindItDoesNotKnow() {
    var unknown =
        Json.read(
            """
            {"schemaVersion":1,"eventId":"0199f3a1-0000-7000-8000-000000000001","occurredAt":1,
             "kind":"from-the-future","subject":"x","more":true}"""
                .getBytes(StandardCharsets.UTF_8),
            SecurityAlert.class);

    assertThat(BlockWarning.mails(Alerts.golden(), List.of(), DOMAIN)).isEmpty();
    assertThat(BlockWarning.mails(unknown, ADMIN, DOMAIN)).isEmpty();
    assertThat(unknown.schemaVersion()).isEqualTo(Event.SCHEMA_VERSION);
  }

  @Test
  void takesPlainAddressesOnce_andCountsWhatIsNone() {
    var recipients =
        Recipients.of(
            List.of(
                " admin@example.org ",
                "Admin@Example.org",
                "second+tag@example.org",
                "Boss <boss@example.org>",
                "a@example.org\r\nRCPT TO:<b@example.org>",
                "nobody",
                "a@b@example.org",
                ""));

    assertThat(recipients.mailable())
        .containsExactly("admin@example.org", "second+tag@example.org");
    assertThat(recipients.refused()).isEqualTo(5);
  }

  @Test
  void mailsABoundedNumberOfRecipients() {
    var many =
        java.util.stream.IntStream.range(0, 80).mapToObj(i -> "a" + i + "@example.org").toList();

    assertThat(Recipients.of(many).mailable()).hasSize(Recipients.MAX);
    assertThat(Recipients.of(many).refused()).isEqualTo(30);
    assertThat(Recipients.of(Collections.nCopies(80, "a@example.org")).refused()).isZero();
  }

  @Test
  void refusesAMailWhoseHeadersWouldHaveTwoLines() {
    var mail = BlockWarning.mails(Alerts.golden(), ADMIN, DOMAIN).getFirst();

    assertThatThrownBy(
            () ->
                new Mail(
                    mail.alertId(), mail.kind(), mail.recipient(), mail.messageId(), "a\r\nb", ""))
        .hasMessage("subject has a control character");
  }

  private static String golden(String name) throws IOException {
    try (var in = BlockWarningTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
