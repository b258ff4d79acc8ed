package io.ringfence.guard.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// From lines to attempts: what is one login, what is proven, what is counted together.
class LoginsTest {

  private static final Instant NOW = Instant.parse("2021-12-21T13:00:00Z");
  private static final AsteriskLog LOG = new AsteriskLog();

  private final Sessions sessions = new Sessions();
  private int places;

  private static String failed(String remote, String session, String response) {
    return AsteriskLogTest.line(
        "ChallengeResponseFailed",
        "6001",
        session,
        remote,
        ",Challenge=\"c\",Response=\"" + response + "\",ExpectedResponse=\"\"");
  }

  private static String unknown(String remote, String session) {
    return AsteriskLogTest.line("InvalidAccountID", "6001", session, remote, "");
  }

  private List<Sighting> read(Instant at, String... lines) {
    var sightings = new ArrayList<Sighting>();
    for (String line : lines) {
      var observation = ((Reading.Seen) LOG.read(line)).observation();
      sightings.addAll(sessions.settle(new Sighting(observation, "at-" + places++, at)));
    }
    return sightings;
  }

  private static List<AuthenticationAttempt> attempts(Proof proof, List<Sighting> sightings) {
    return new Bursts("pbx", proof).attempts(sightings, false);
  }

  @Test
  void unknownUser_toldTwice_isOneLogin() {
    String remote = "IPV4/TCP/192.0.2.7/5060";
    var seen = read(NOW, unknown(remote, "c"), failed(remote, "c", "1"), unknown(remote, "c"));
    seen.addAll(sessions.due(NOW.plusSeconds(60)));

    var attempts = attempts(Proof.ANSWER, seen);
    assertThat(attempts).hasSize(1);
    assertThat(attempts.getFirst().reason()).isEqualTo(Reason.UNKNOWN_ACCOUNT);
    assertThat(attempts.getFirst().count()).isEqualTo(1);
    assertThat(attempts.getFirst().sourceVerified()).isTrue();
  }

  @Test
  void unknownUser_whoDoesNotAnswer_isTold_andNotProvenOverUdp() {
    assertThat(read(NOW, unknown("IPV4/UDP/192.0.2.7/5060", "c"))).isEmpty();
    assertThat(sessions.due(NOW.plusMillis(1_999))).isEmpty();

    var attempts = attempts(Proof.ANSWER, sessions.due(NOW.plusSeconds(2)));
    assertThat(attempts).hasSize(1);
    assertThat(attempts.getFirst().sourceVerified()).isFalse();
    assertThat(sessions.due(NOW.plusSeconds(3))).isEmpty();
  }

  @Test
  void guessesInOneSession_eachCount_aRetransmittedOneDoesNot() {
    String remote = "IPV4/UDP/192.0.2.7/5060";
    var seen =
        read(
            NOW,
            failed(remote, "c", "1"),
            failed(remote, "c", "1"),
            failed(remote, "c", "2"),
            failed(remote, "c", "3"));

    var attempts = attempts(Proof.ANSWER, seen);
    assertThat(attempts).hasSize(1);
    assertThat(attempts.getFirst().count()).isEqualTo(3);
  }

  @Test
  void sameSessionName_ofAnotherSource_isAnotherLogin() {
    var seen =
        read(
            NOW,
            failed("IPV4/UDP/192.0.2.7/5060", "c", "1"),
            failed("IPV4/UDP/192.0.2.8/5060", "c", "1"));

    assertThat(attempts(Proof.ANSWER, seen)).hasSize(2);
  }

  @Test
  void provesSources_asFarAsTheSensorTrustsAnswers() {
    var udp = read(NOW, failed("IPV4/UDP/192.0.2.7/5060", "c", "1"));
    var tcp = read(NOW, failed("IPV4/TCP/192.0.2.7/5060", "d", "1"));

    assertThat(attempts(Proof.ANSWER, udp).getFirst().sourceVerified()).isTrue();
    assertThat(attempts(Proof.CONNECTION, udp).getFirst().sourceVerified()).isFalse();
    assertThat(attempts(Proof.CONNECTION, tcp).getFirst().sourceVerified()).isTrue();
    assertThat(new Bursts("pbx", Proof.ANSWER).attempts(tcp, true).getFirst().sourceVerified())
        .as("an attacker may have written it")
        .isFalse();
  }

  @Test
  void sameLines_giveTheSameIds_andOtherPlacesOthers() {
    var seen = read(NOW, failed("IPV4/UDP/192.0.2.7/5060", "c", "1"));
    var elsewhere = new Sighting(seen.getFirst().what(), "at-another", NOW);

    assertThat(attempts(Proof.ANSWER, seen)).isEqualTo(attempts(Proof.ANSWER, seen));
    assertThat(attempts(Proof.ANSWER, seen).getFirst().eventId())
        .isNotEqualTo(attempts(Proof.ANSWER, List.of(elsewhere)).getFirst().eventId())
        .satisfies(id -> assertThat(id.version()).isEqualTo(7));
  }

  @Test
  void burst_isCountedTogether_withinASecond() {
    var seen = new ArrayList<Sighting>();
    for (int i = 0; i < 500; i++) {
      seen.addAll(read(NOW, failed("IPV4/UDP/192.0.2.7/5060", "c" + i, "1")));
    }
    assertThat(attempts(Proof.ANSWER, seen))
        .singleElement()
        .satisfies(one -> assertThat(one.count()).isEqualTo(500));
  }

  @Test
  void clockAhead_isNotBelieved() {
    var past = Instant.parse("2021-12-21T12:00:00Z");
    var seen = read(past, failed("IPV4/UDP/192.0.2.7/5060", "c", "1"));

    assertThat(attempts(Proof.ANSWER, seen).getFirst().occurredAt()).isEqualTo(past);
  }

  @Test
  void timeThatNoClockShows_isNotBelieved() {
    String line = failed("IPV4/UDP/192.0.2.7/5060", "c", "1").replace("2021-12", "0001-12");

    assertThat(attempts(Proof.ANSWER, read(NOW, line)).getFirst().occurredAt()).isEqualTo(NOW);
  }

  @Test
  void attackersText_isBoundedAndEscaped() {
    String line =
        AsteriskLogTest.line(
            "InvalidPassword", "\u001b[2J" + "x".repeat(500), "c", "IPV4/UDP/192.0.2.7/1", "");
    var attempt = attempts(Proof.ANSWER, read(NOW, line)).getFirst();

    assertThat(attempt.account()).startsWith("\\u001b[2Jxxx").hasSize(128);
  }

  @Test
  void forgetsSessions_ratherThanGrow() {
    for (int i = 0; i < Sessions.MAX; i++) {
      assertThat(read(NOW, unknown("IPV4/UDP/192.0.2.7/5060", "c" + i))).isEmpty();
    }
    assertThat(read(NOW, unknown("IPV4/UDP/192.0.2.7/5060", "one more"))).hasSize(1);
  }
}
