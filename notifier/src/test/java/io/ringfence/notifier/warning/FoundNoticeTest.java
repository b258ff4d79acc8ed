package io.ringfence.notifier.warning;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FoundNoticeTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<String> ONE = List.of("a@example.org");

  private static Mail mail(Kind kind, String subject, String reason) {
    var alert = SecurityAlert.found(kind, EventIds.next(), AT, subject, reason);
    var mails = Warning.mails(alert, ONE, "example.org");
    assertThat(mails).hasSize(1);
    assertThat(mails.getFirst().alertId()).isEqualTo(alert.eventId());
    return mails.getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "RULE_WATCHED,Ringfence found something and blocked nobody,PUT /api/v1/protection",
    "STALE_PASSWORD,Ringfence found a phone with an old password,provisioning",
    "FIREWALL_DRIFT,'Ringfence found its firewall rules changed, again',nft monitor",
    "FIREWALL_LEAK,Ringfence found a kernel that lets blocked sources through,service=sip",
    "SUCCESS_AFTER_GUESSING,Ringfence found a login that followed password guessing,/password",
  })
  void saysWhatWasFound_andWhatToDo(Kind kind, String subject, String step) {
    var mail = mail(kind, "192.0.2.7", "account 10\r\nX: y");

    assertThat(mail.kind()).isEqualTo(kind.wireName());
    assertThat(mail.subject()).isEqualTo(subject);
    assertThat(mail.body())
        .contains("  About   \"192.0.2.7\"\n", "2026-01-02 03:04:05 UTC")
        .contains("\"account 10??X: y\"", "What to do", step);
  }

  @Test
  void tooManyCallsOfAnAccount_areWarnedOf_withoutItsNameInTheSubject() {
    var mail = mail(Kind.TOLL_CRITICAL, "account 1001", "toll-account: 50 calls");

    assertThat(mail.subject())
        .isEqualTo("Ringfence locks an account: too many calls to numbers that cost");
    assertThat(mail.body())
        .contains("\"account 1001\"", "\"toll-account: 50 calls\"")
        .contains("PUT /api/v1/accounts/{number} {\"locked\":false}")
        .doesNotContain("pbx-lock");
  }

  @Test
  void tooManyCallsInAll_areWarnedOf_withTheWayToUnlock() {
    var mail = mail(Kind.TOLL_CRITICAL, "pbx", "toll-total: 250 calls");

    assertThat(mail.subject())
        .isEqualTo("Ringfence locks the PBX: too many calls to numbers that cost");
    assertThat(mail.body()).contains("No account can begin a call", "DELETE /api/v1/pbx-lock");
  }

  @Test
  void manyCalls_areWarnedOf_andNothingIsSaidToBeLocked() {
    var mail = mail(Kind.TOLL_WARNING, "pbx", "toll-total: 200 calls");

    assertThat(mail.subject()).isEqualTo("Ringfence sees many calls to numbers that cost");
    assertThat(mail.body()).contains("Nothing is locked", "GET /api/v1/calls");
  }

  @Test
  void noticesAreSoManyAnHour_ofEachKind_byTheAlertsTime() {
    var limit = new NoticeLimit(2);

    assertThat(limit.admits(alert(Kind.RULE_WATCHED, AT))).isTrue();
    assertThat(limit.admits(alert(Kind.RULE_WATCHED, AT.plusSeconds(1)))).isTrue();
    assertThat(limit.admits(alert(Kind.RULE_WATCHED, AT.plusSeconds(2)))).isFalse();
    assertThat(limit.admits(alert(Kind.STALE_PASSWORD, AT.plusSeconds(2)))).isTrue();
    assertThat(limit.admits(alert(Kind.RULE_WATCHED, AT.plus(Duration.ofHours(1))))).isTrue();
    assertThat(limit.admits(alert(Kind.RULE_WATCHED, AT.plus(Duration.ofHours(1))))).isFalse();
  }

  @Test
  void aNoticeThatSeveralRaise_countsOnce() {
    var limit = new NoticeLimit(2);
    var raised = alert(Kind.FIREWALL_LEAK, AT);

    for (int replica = 0; replica < 3; replica++) {
      assertThat(limit.admits(raised)).isTrue();
    }

    var other = alert(Kind.FIREWALL_LEAK, AT.plusSeconds(1));
    assertThat(limit.admits(other)).isTrue();
    assertThat(limit.admits(alert(Kind.FIREWALL_LEAK, AT.plusSeconds(2)))).isFalse();
    assertThat(limit.admits(other)).isTrue();
  }

  private static SecurityAlert alert(Kind kind, Instant at) {
    return kind == Kind.SOURCE_BLOCKED
        ? Alerts.golden()
        : SecurityAlert.found(kind, EventIds.next(), at, "192.0.2.7", "reason");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "RULE_WATCHED",
        "STALE_PASSWORD",
        "SUCCESS_AFTER_GUESSING",
        "FIREWALL_DRIFT",
        "FIREWALL_LEAK"
      })
  void whatMustBeKnown_isAlwaysMailed(Kind kind) {
    assertThat(new NoticeLimit(0).admits(alert(kind, AT))).isTrue();
  }
}
