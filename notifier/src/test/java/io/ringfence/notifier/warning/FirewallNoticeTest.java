package io.ringfence.notifier.warning;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import io.ringfence.notifier.mail.MailConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FirewallNoticeTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<String> BOTH = List.of("a@example.org", "b@example.org");

  private static SecurityAlert alert(Kind kind, @Nullable String reason) {
    return new SecurityAlert(
        Event.SCHEMA_VERSION, EventIds.next(), AT, kind, "node-1", null, "ann\r\nX: y", reason);
  }

  @Test
  void anOpenedFirewall_isTold_withWhereWhoAndHowLong() {
    var mails =
        Warning.mails(alert(Kind.FIREWALL_OPENED, "until 2026-01-02T03:14:05Z"), BOTH, "x.org");

    assertThat(mails).hasSize(2).extracting(Mail::kind).containsOnly("firewall-opened");
    assertThat(mails.getFirst().subject()).isEqualTo("Ringfence: the firewall of a node is open");
    assertThat(mails.getFirst().body())
        .contains("\"node-1\"", "\"ann??X: y\"", "2026-01-02 03:04:05 UTC")
        .contains("\"until 2026-01-02T03:14:05Z\"", "in strange hands", "sip-edge");
  }

  @Test
  void aClosedFirewall_isTold_withoutAnExplanation() {
    var mail = Warning.mails(alert(Kind.FIREWALL_CLOSED, null), BOTH, "x.org").getLast();

    assertThat(mail.kind()).isEqualTo("firewall-closed");
    assertThat(mail.subject()).isEqualTo("Ringfence: the firewall is closed");
    assertThat(mail.body()).contains("\"node-1\"").doesNotContain("Open ", "strange hands");
  }

  @Test
  void everyKindIsMailed_unlessTheSettingSaysOtherwise() {
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(MailConfig.class)
            .build()
            .getConfigMapping(MailConfig.class);

    assertThat(config.kinds())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.UNKNOWN)
                .map(Kind::wireName)
                .toList());
  }
}
