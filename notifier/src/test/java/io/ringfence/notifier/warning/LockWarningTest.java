package io.ringfence.notifier.warning;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.SecurityAlert;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockWarningTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<String> BOTH = List.of("a@example.org", "b@example.org");

  @Test
  void lock_isTold_withWhoWhyAndWhatToDo() {
    var alert = SecurityAlert.pbxLock(true, "token:ops", "calls to\r\nX: y", AT);

    var mails = Warning.mails(alert, BOTH, "example.org");

    assertThat(mails).hasSize(2).extracting(Mail::kind).containsOnly("pbx-locked");
    var mail = mails.getFirst();
    assertThat(mail.subject()).isEqualTo("Ringfence locked the PBX");
    assertThat(mail.body())
        .contains("\"token:ops\"", "2026-01-02 03:04:05 UTC", "\"calls to??X: y\"")
        .contains("DELETE /api/v1/pbx-lock");
  }

  @Test
  void unlocking_isTold() {
    var mail = Warning.mails(SecurityAlert.pbxLock(false, "ops", null, AT), BOTH, "x").getFirst();

    assertThat(mail.kind()).isEqualTo("pbx-unlocked");
    assertThat(mail.subject()).isEqualTo("Ringfence unlocked the PBX");
    assertThat(mail.body()).contains("\"ops\"").doesNotContain("Reason", "What to do");
  }
}
