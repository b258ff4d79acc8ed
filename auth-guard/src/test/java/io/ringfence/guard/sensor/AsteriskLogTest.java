package io.ringfence.guard.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsteriskLogTest {

  private static final String PREFIX = "[2021-12-21 12:57:00] SECURITY[117] res_security_log.c: ";
  private static final AsteriskLog LOG = new AsteriskLog();

  static String line(String event, String account, String session, String remote, String rest) {
    return PREFIX
        + "SecurityEvent=\""
        + event
        + "\",EventTV=\"2021-12-21T12:57:00.209+0000\",Severity=\"Error\",Service=\"PJSIP\","
        + "EventVersion=\"1\",AccountID=\""
        + account
        + "\",SessionID=\""
        + session
        + "\",LocalAddress=\"IPV4/UDP/172.17.0.2/5060\",RemoteAddress=\""
        + remote
        + "\""
        + rest;
  }

  private static String failed(String account, String session) {
    return line(
        "ChallengeResponseFailed",
        account,
        session,
        "IPV4/UDP/192.0.2.7/54784",
        ",Challenge=\"1640091420/1640d354\",Response=\"6c2a\",ExpectedResponse=\"\"");
  }

  private static Observation seen(String line) {
    return ((Reading.Seen) LOG.read(line)).observation();
  }

  @Test
  void readsAWrongPassword() {
    var seen = seen(failed("6001", "call-1@192.0.2.7"));

    assertThat(seen)
        .isEqualTo(
            new Observation(
                Instant.parse("2021-12-21T12:57:00.209Z"),
                Service.SIP,
                Outcome.REJECTED,
                Reason.BAD_CREDENTIALS,
                IpAddress.parse("192.0.2.7"),
                54784,
                Transport.UDP,
                "6001",
                null,
                "call-1@192.0.2.7",
                "1640091420/1640d354 6c2a",
                true,
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "InvalidAccountID, REJECTED, UNKNOWN_ACCOUNT, false",
    "InvalidPassword, REJECTED, BAD_CREDENTIALS, true",
    "FailedACL, REJECTED, NOT_PERMITTED, false",
    "RequestBadFormat, REJECTED, MALFORMED, false",
    "SuccessfulAuth, ACCEPTED, , true"
  })
  void readsEveryEventThatTellsOfALogin(
      String event, Outcome outcome, Reason reason, boolean answered) {
    var seen = seen(line(event, "6001", "c", "IPV6/TLS/2001:db8::7/5061", ""));

    assertThat(seen.outcome()).isEqualTo(outcome);
    assertThat(seen.reason()).isEqualTo(reason);
    assertThat(seen.answered()).isEqualTo(answered);
    assertThat(seen.source()).isEqualTo(IpAddress.parse("2001:db8::7"));
    assertThat(seen.transport()).isEqualTo(Transport.TLS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ChallengeSent", "LoadAverageLimit", "UnexpectedAddress", "SomethingNew"})
  void passesOver_whatIsNoLogin(String event) {
    assertThat(LOG.read(line(event, "6001", "c", "IPV4/UDP/192.0.2.7/5060", ",Challenge=\"x\"")))
        .isEqualTo(Reading.NOTHING);
  }

  @Test
  void takesTheLastAddress_whenTheUserNameHoldsOne() {
    String victim =
        "x\",SessionID=\"y\",LocalAddress=\"IPV4/UDP/172.17.0.2/5060\","
            + "RemoteAddress=\"IPV4/UDP/198.51.100.1/5060\",Challenge=\"";
    var reading = (Reading.Seen) LOG.read(failed(victim, "call-1"));

    assertThat(reading.observation().source()).isEqualTo(IpAddress.parse("192.0.2.7"));
    assertThat(reading.observation().account()).isEqualTo(victim);
    assertThat(reading.forged()).isTrue();
  }

  @Test
  void takesTheLastAddress_whenTheCallIdHoldsOne() {
    var reading =
        LOG.read(
            failed(
                "6001",
                "y\",LocalAddress=\"IPV4/UDP/1.1.1.1/1\",RemoteAddress=\"IPV4/UDP/1.1.1.1/5060"));

    assertThat(((Reading.Seen) reading).observation().source())
        .isEqualTo(IpAddress.parse("192.0.2.7"));
  }

  @Test
  void takesTheEventAndTheServiceThatAsteriskWrote() {
    var seen =
        seen(failed("a\",Service=\"AMI\",SecurityEvent=\"SuccessfulAuth\",EventTV=\"1", "call"));

    assertThat(seen.service()).isEqualTo(Service.SIP);
    assertThat(seen.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(seen.at()).isEqualTo(Instant.parse("2021-12-21T12:57:00.209Z"));
  }

  @Test
  void findsNoAddressInTheAnswer() {
    String answer = ",Challenge=\"c\",Response=\"r\\\",RemoteAddress=\\\"IPV4/UDP/9.9.9.9/5060\"";
    var seen = seen(line("ChallengeResponseFailed", "1", "c", "IPV4/UDP/192.0.2.7/5060", answer));

    assertThat(seen.source()).isEqualTo(IpAddress.parse("192.0.2.7"));
  }

  @Test
  void passesOver_lineLikeTextInAnotherLine() {
    assertThat(
            LOG.read(
                "[2021-12-21 12:57:00] NOTICE[117] chan_sip.c: Registration from '"
                    + failed("6001", "c")
                    + "' failed for '192.0.2.7:5060' - Wrong password"))
        .isNotInstanceOf(Reading.Seen.class);
  }

  @Test
  void saysThatALineWasBrokenInTwo() {
    String whole = failed("x\n" + failed("6001", "forged") + "\n", "call");
    String[] lines = whole.split("\n", -1);

    assertThat(LOG.read(lines[0])).isEqualTo(new Reading.Broken());
    assertThat(LOG.read(lines[2])).isEqualTo(new Reading.Broken());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IPV4/UDP/192.0.2.7/70000",
        "IPV4/UDP/192.0.2.300/5060",
        "IPV6/UDP/192.0.2.7/5060",
        "IPV4/SCTP/192.0.2.7/5060",
        "IPV4/UDP/host.example/5060",
        "IPV4/UDP/192.0.2.7"
      })
  void refusesWhatIsNoAddress(String remote) {
    assertThat(LOG.read(line("InvalidPassword", "1", "c", remote, "")))
        .isEqualTo(new Reading.Broken());
  }

  @Test
  void readsTheManagersService_andOldTimes() {
    String line =
        failed("admin", "0x7f")
            .replace("PJSIP", "AMI")
            .replace("IPV4/UDP", "IPV4/TCP")
            .replace("2021-12-21T12:57:00.209+0000", "1640091420-209000");
    var seen = seen(line);

    assertThat(seen.service()).isEqualTo(Service.CRM);
    assertThat(seen.isConnected()).isTrue();
    assertThat(seen.at()).isEqualTo(Instant.parse("2021-12-21T12:57:00.209Z"));
  }

  @Test
  void neverThrows_andTakesNoLonger_whateverIsWritten() {
    var random = new Random(7);
    String good = failed("6001", "call");
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(good);
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(256));
          case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 9)));
          default -> text.insert(at, good, 0, random.nextInt(good.length()));
        }
      }
      assertThat(LOG.read(text.toString())).isNotNull();
    }
    long started = System.nanoTime();
    LOG.read(failed("\",RemoteAddress=\"IPV4/UDP/1.1.1.1/1\"".repeat(1_700), "c"));
    LOG.read(failed("a", "b") + ",A=\"\\".repeat(10_000));
    LOG.read(PREFIX.replace("] ", "]".repeat(60_000)));
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
  }
}
