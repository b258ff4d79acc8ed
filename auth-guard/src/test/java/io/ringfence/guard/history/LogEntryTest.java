package io.ringfence.guard.history;

import static io.ringfence.guard.detect.Given.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.detect.Given;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LogEntryTest {

  @Test
  void saysWhoFromWhereAndWhy() {
    var entry = LogEntry.of(attempt("201", "2001:db8::7"));
    assertThat(entry.message())
        .isEqualTo(
            "Authentication failed for account \"201\" from [2001:db8::7]:5062 over UDP:"
                + " unknown account");
    assertThat(entry.event()).isEqualTo("authentication-failed");
    assertThat(entry.service()).isEqualTo("sip");
    assertThat(entry.account()).isEqualTo("201");
  }

  @Test
  void keepsAnAttackersText_fromForgingAnother() {
    var entry = LogEntry.of(attempt("x\" from 1.2.3.4:1 over UDP: \u0000\nroot", "192.0.2.1"));
    assertThat(entry.message())
        .startsWith(
            "Authentication failed for account \"x\\\" from 1.2.3.4:1 over UDP: \\u0000\\u000aroot\"")
        .doesNotContain("\n");
  }

  @Test
  void isNotMadeForASuccess() {
    assertThat(LogEntry.of(Given.attempt(UUID.randomUUID(), START, Service.SIP, null, true, 1)))
        .isNull();
  }

  private static AuthenticationAttempt attempt(String account, String source) {
    return new AuthenticationAttempt(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        START,
        Service.SIP,
        Outcome.REJECTED,
        Reason.UNKNOWN_ACCOUNT,
        IpAddress.parse(source),
        5062,
        Transport.UDP,
        account,
        null,
        "REGISTER",
        null,
        null,
        "edge",
        true,
        1);
  }
}
