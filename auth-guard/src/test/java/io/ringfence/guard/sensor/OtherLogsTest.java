package io.ringfence.guard.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// FreeSWITCH's lines and those that an operator words.
class OtherLogsTest {

  private static final String BEGINNING =
      "2023-07-01 12:00:00.123456 98.50% [WARNING] sofia_reg.c:";
  private static final FreeSwitchLog FREESWITCH = new FreeSwitchLog(ZoneId.of("Europe/Prague"));
  private static final String SYSLOG = "Nov 22 21:00:00 pbx kamailio[812]: NOTICE: <script>: ";
  private static final PatternLog KAMAILIO = new PatternLog(PatternLog.KAMAILIO);

  private static Observation seen(Reading reading) {
    return ((Reading.Seen) reading).observation();
  }

  @Test
  void freeSwitch_wrongPassword() {
    var seen =
        seen(
            FREESWITCH.read(
                BEGINNING
                    + "1703 SIP auth failure (REGISTER) on sofia profile 'internal'"
                    + " for [1000@203.0.113.5] from ip 192.0.2.7"));

    assertThat(seen.source()).isEqualTo(IpAddress.parse("192.0.2.7"));
    assertThat(seen.account()).isEqualTo("1000");
    assertThat(seen.method()).isEqualTo("REGISTER");
    assertThat(seen.reason()).isEqualTo(Reason.BAD_CREDENTIALS);
    assertThat(seen.at()).isEqualTo(Instant.parse("2023-07-01T10:00:00.123456Z"));
    assertThat(seen.answered()).isTrue();
    assertThat(seen.isConnected()).as("the line does not say over what").isFalse();
  }

  @Test
  void freeSwitch_unknownUser() {
    var seen =
        seen(
            FREESWITCH.read(
                "0f3c5e0c-0d3e-4b57-9f0a-5b1f6f0a7a11 "
                    + BEGINNING.replace(" 98.50%", "")
                    + "2930 Can't find user [9999@203.0.113.5] from 2001:db8::7"));

    assertThat(seen.reason()).isEqualTo(Reason.UNKNOWN_ACCOUNT);
    assertThat(seen.source()).isEqualTo(IpAddress.parse("2001:db8::7"));
    assertThat(seen.prelude()).isTrue();
    assertThat(seen.answered()).isFalse();
  }

  @Test
  void freeSwitch_takesTheAddressAtTheEnd() {
    var reading =
        FREESWITCH.read(
            BEGINNING
                + "1703 SIP auth failure (INVITE) on sofia profile 'x' for"
                + " [a] from ip 198.51.100.1@b] from ip 192.0.2.7");

    assertThat(seen(reading).source()).isEqualTo(IpAddress.parse("192.0.2.7"));
    assertThat(((Reading.Seen) reading).forged()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1798 SIP auth challenge (REGISTER) on sofia profile 'x' for [1@h] from ip 192.0.2.7",
        "1 hello"
      })
  void freeSwitch_challengeIsNoFailure(String rest) {
    assertThat(FREESWITCH.read(BEGINNING + rest)).isEqualTo(Reading.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7 and more", "x", "", "[192.0.2.300]"})
  void freeSwitch_refusesWhatIsNoAddress(String address) {
    assertThat(FREESWITCH.read(BEGINNING + "1 Can't find user [1@h] from " + address))
        .isEqualTo(new Reading.Broken());
  }

  @Test
  void freeSwitch_passesOver_lineLikeTextInAnotherLine() {
    assertThat(
            FREESWITCH.read(
                "2023-07-01 12:00:00.1 [INFO] mod_dialplan_xml.c:637 Processing "
                    + BEGINNING
                    + "1 Can't find user [1@h] from 192.0.2.7"))
        .isEqualTo(Reading.NOTHING);
  }

  @Test
  void kamailio_theDocumentedLine() {
    var seen =
        seen(
            KAMAILIO.read(
                "Nov 22 21:00:00 pbx kamailio[812]: NOTICE: <script>: ringfence: bad-credentials"
                    + " source=192.0.2.7 port=5062 transport=UDP method=REGISTER session=c@h"
                    + " account=1000"));

    assertThat(seen.source()).isEqualTo(IpAddress.parse("192.0.2.7"));
    assertThat(seen.port()).isEqualTo(5062);
    assertThat(seen.transport()).isEqualTo(Transport.UDP);
    assertThat(seen.reason()).isEqualTo(Reason.BAD_CREDENTIALS);
    assertThat(seen.account()).isEqualTo("1000");
    assertThat(seen.session()).isEqualTo("c@h");
  }

  @Test
  void kamailio_takesTheFirstMatch_soThatAnAccountCannotForgeOne() {
    String forged =
        "ringfence: bad-credentials source=198.51.100.1 port=1 transport=UDP method=REGISTER"
            + " session= account=x";
    var seen =
        seen(
            KAMAILIO.read(
                SYSLOG
                    + "ringfence: unknown-account source=192.0.2.7 port=5062 transport=tls"
                    + " method=INVITE session= account="
                    + forged));

    assertThat(seen.source()).isEqualTo(IpAddress.parse("192.0.2.7"));
    assertThat(seen.account()).isEqualTo(forged);
    assertThat(seen.reason()).isEqualTo(Reason.UNKNOWN_ACCOUNT);
    assertThat(seen.answered()).isFalse();
    assertThat(seen.isConnected()).isTrue();
  }

  @Test
  void kamailio_passesOver_whatAFoldedHeaderBringsIntoTheFile() {
    String fields =
        "ringfence: bad-credentials source=198.51.100.1 port=1 transport=UDP method=REGISTER"
            + " session= account=x";

    assertThat(KAMAILIO.read(" " + SYSLOG + fields)).isEqualTo(Reading.NOTHING);
    assertThat(KAMAILIO.read(fields)).isEqualTo(Reading.NOTHING);
  }

  @Test
  void kamailio_saysWhenALineIsNotAsAgreed() {
    assertThat(
            KAMAILIO.read(
                SYSLOG
                    + "ringfence: nonsense source=192.0.2.7 port=5062 transport=UDP method=INVITE"
                    + " session= account="))
        .isEqualTo(new Reading.Broken());
  }

  @Test
  void expression_thatWouldTakeForEverElsewhere_doesNot() {
    var evil = new PatternLog("^(a+)+ (?P<source>\\S+)$");
    long started = System.nanoTime();

    assertThat(evil.read("a".repeat(60_000) + "!")).isEqualTo(Reading.NOTHING);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void expression_mustNameASource_andNothingUnknown() {
    assertThatThrownBy(() -> new PatternLog("x (?P<account>.*)"))
        .hasMessageContaining("no group named source");
    assertThatThrownBy(() -> new PatternLog("(?P<source>.*) (?P<sauce>.*)"))
        .hasMessageContaining("sauce");
    assertThatThrownBy(() -> new PatternLog("(")).hasMessageContaining("not an expression");
  }
}
