package io.ringfence.guard.history;

import static io.ringfence.guard.detect.Given.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.util.Set;
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
    assertThat(entry.services()).containsExactly("sip");
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
  void ofABlockOnAnAccount_namesItInQuotes_andItsAddressIfThereIsOne() {
    var pair = LogEntry.of(block("192.0.2.7 a\" until"));
    var shield = LogEntry.of(block("account 201"));

    assertThat(pair.source()).isEqualTo("192.0.2.7");
    assertThat(pair.account()).isEqualTo("a\" until");
    assertThat(pair.message()).startsWith("Blocked 192.0.2.7 for account \"a\\\" until\" for sip");
    assertThat(shield.source()).isNull();
    assertThat(shield.message()).startsWith("Blocked strangers to account \"201\" for sip until");
  }

  static BlockDecision block(String key) {
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        START,
        UUID.randomUUID(),
        BlockTarget.ofKey(key),
        Set.of(Service.SIP),
        Rule.MANUAL,
        Origin.OPERATOR,
        BlockState.ACTIVE,
        1,
        Evidence.NONE,
        START,
        null,
        "alice",
        null);
  }

  @Test
  void ofSeveralAlike_namesNoPort_andCountsThem() {
    var entry =
        LogEntry.ofAlike(attempt("201", "192.0.2.1"))
            .counting(7, START.plusSeconds(5))
            .counting(9, START.plusSeconds(4));

    assertThat(entry.message())
        .isEqualTo(
            "Authentication failed for account \"201\" from 192.0.2.1 over UDP: unknown account");
    assertThat(entry.count()).isEqualTo(9);
    assertThat(entry.time()).isEqualTo(START);
    assertThat(entry.lastTime()).isEqualTo(START.plusSeconds(5));
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
