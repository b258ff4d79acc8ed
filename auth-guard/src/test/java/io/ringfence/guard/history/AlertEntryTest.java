package io.ringfence.guard.history;

import static io.ringfence.guard.detect.Given.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertEntryTest {

  private static SecurityAlert alert(Kind kind, String subject, String reason) {
    return SecurityAlert.found(kind, EventIds.next(), START, subject, reason);
  }

  private static Content content(SecurityAlert alert) {
    return Content.of(
        new ConsumerRecord<>(Topics.ALERTS, 0, 0, alert.subject(), Json.write(alert)));
  }

  @Test
  void ofTooManyCalls_namesTheAccount_andWhy() {
    var alert = alert(Kind.TOLL_CRITICAL, "account 1001", "toll-account: 50 calls within an hour");

    var entry = AlertEntry.of(alert);

    assertThat(entry.eventId()).isEqualTo(alert.eventId());
    assertThat(entry.event()).isEqualTo("toll-critical");
    assertThat(entry.severity()).isEqualTo("critical");
    assertThat(entry.account()).isEqualTo("1001");
    assertThat(entry.source()).isNull();
    assertThat(entry.message())
        .isEqualTo(
            "Too many calls to numbers that cost, locking \"account 1001\""
                + " (\"toll-account: 50 calls within an hour\")");
  }

  @Test
  void ofALock_saysWhoAndWhy() {
    var entry = AlertEntry.of(SecurityAlert.pbxLock(true, "ops", "a \"b\"\nc", START));

    assertThat(entry.message()).isEqualTo("Locked the PBX by \"ops\" (\"a \\\"b\\\"\\u000ac\")");
    assertThat(entry.source()).isNull();
    assertThat(entry.account()).isNull();
  }

  @Test
  void ofAnOpenedFirewall_saysWhereWhoAndHowLong() {
    var opened =
        new SecurityAlert(
            Event.SCHEMA_VERSION,
            EventIds.next(),
            START,
            Kind.FIREWALL_OPENED,
            "node-1",
            null,
            "ann as root",
            "until 10:10");

    assertThat(AlertEntry.of(opened).severity()).isEqualTo("warning");
    assertThat(AlertEntry.of(opened).services())
        .containsExactlyInAnyOrder("sip", "web", "provisioning", "crm", "snmp");
    assertThat(AlertEntry.of(opened).message())
        .isEqualTo(
            "Restrictions and blocks lifted on node \"node-1\" by \"ann as root\""
                + " (\"until 10:10\")");
    assertThat(AlertEntry.of(alert(Kind.FIREWALL_CLOSED, "node-1", "x")).severity())
        .isEqualTo("notice");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,192.0.2.7,",
    "2001:db8::/64,2001:db8::/64,",
    "192.0.2.7 1001,192.0.2.7,1001",
    "account 1001,,1001",
    "pbx,,",
    "not/a/target,,",
  })
  void isFoundByItsSubject(String subject, String source, String account) {
    var entry = AlertEntry.of(alert(Kind.RULE_WATCHED, subject, "x"));

    assertThat(entry.source()).isEqualTo(source);
    assertThat(entry.account()).isEqualTo(account);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SOURCE_BLOCKED", "UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyKindHasALine(Kind kind) {
    assertThat(content(alert(kind, "192.0.2.7", "x"))).isInstanceOf(Content.Alert.class);
  }

  @Test
  void anAlertThatGoesWithABlock_hasNone_forTheBlockHas() {
    var blocked = SecurityAlert.blocked(LogEntryTest.block("192.0.2.7 1001"));
    assertThat(content(blocked)).isInstanceOf(Content.Nothing.class);
  }
}
