package io.ringfence.guard.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.event.AuthenticationAttempt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real file, and everything that happens to one.
class TailTest {

  /// The bus: knows each attempt by its id, and can fail before or after it has taken some.
  private static final class Taken implements AttemptSink {
    final Map<UUID, AuthenticationAttempt> attempts = new LinkedHashMap<>();
    boolean failsBefore;
    boolean failsAfter;

    @Override
    public void put(List<AuthenticationAttempt> given) throws InterruptedException {
      if (failsBefore) {
        throw new InterruptedException();
      }
      given.forEach(attempt -> attempts.putIfAbsent(attempt.eventId(), attempt));
      if (failsAfter) {
        throw new InterruptedException();
      }
    }

    List<String> accounts() {
      return attempts.values().stream().map(AuthenticationAttempt::account).toList();
    }

    int count() {
      return attempts.values().stream().mapToInt(AuthenticationAttempt::count).sum();
    }
  }

  @TempDir private Path folder;
  private Path log;
  private final Taken taken = new Taken();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2021-12-21T13:00:00Z");
  private Tail tail;

  @BeforeEach
  void begin() throws Exception {
    log = folder.resolve("security");
    Files.createFile(log);
    restart();
    rounds();
  }

  @AfterEach
  void end() throws IOException {
    tail.close();
  }

  private void restart() throws IOException {
    if (tail != null) {
      tail.close();
    }
    tail =
        new Tail(
            log,
            new AsteriskLog(),
            new Bursts("pbx", Proof.ANSWER),
            taken,
            new PositionFile(folder.resolve("state/pbx.json")),
            new SensorMeters(registry, "pbx"));
  }

  /// Until there is nothing more to read, with the time a rename is given.
  private void rounds() throws Exception {
    for (int i = 0; i < 3; i++) {
      while (tail.round(now)) {
        now = now.plusMillis(200);
      }
      now = now.plusSeconds(2);
    }
  }

  private static String guess(String account) {
    return AsteriskLogTest.line(
            "ChallengeResponseFailed",
            account,
            "call-" + account,
            "IPV4/UDP/192.0.2.7/5060",
            ",Challenge=\"c\",Response=\"" + account + "\",ExpectedResponse=\"\"")
        + "\n";
  }

  private void append(String text) throws IOException {
    Files.writeString(
        log, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
  }

  @Test
  void tellsWhatIsAppended_once() throws Exception {
    append(guess("1") + "some other line\n" + guess("2"));
    rounds();
    append(guess("3"));
    rounds();

    assertThat(taken.accounts()).containsExactly("1", "2", "3");
  }

  @Test
  void waitsForTheRestOfALine() throws Exception {
    String line = guess("1");
    append(line.substring(0, 100));
    rounds();
    assertThat(taken.attempts).isEmpty();
    append(line.substring(100));
    rounds();

    assertThat(taken.accounts()).containsExactly("1");
  }

  @Test
  void beginsAtTheEnd_ofAFileThatIsThereAtFirst() throws Exception {
    log = folder.resolve("older");
    append(guess("before"));
    Files.delete(folder.resolve("state/pbx.json"));
    restart();
    rounds();
    append(guess("after"));
    rounds();

    assertThat(taken.accounts()).containsExactly("after");
  }

  @Test
  void beginsAtTheBeginning_ofAFileThatComesLater() throws Exception {
    log = folder.resolve("later");
    Files.delete(folder.resolve("state/pbx.json"));
    restart();
    rounds();
    assertThat(tail.isOpen()).isFalse();
    append(guess("1"));
    rounds();

    assertThat(taken.accounts()).containsExactly("1");
  }

  @Test
  void readsARenamedFileToItsEnd_thenTheNewOne() throws Exception {
    append(guess("1"));
    rounds();
    append(guess("2"));
    Files.move(log, folder.resolve("security.1"));
    append(guess("4"));
    Files.writeString(folder.resolve("security.1"), guess("3"), StandardOpenOption.APPEND);
    rounds();

    assertThat(taken.accounts()).containsExactly("1", "2", "3", "4");
  }

  @Test
  void findsARenamedFile_afterARestart() throws Exception {
    append(guess("1"));
    rounds();
    append(guess("2"));
    Files.move(log, folder.resolve("security.1"));
    append(guess("3"));
    restart();
    rounds();

    assertThat(taken.accounts()).containsExactly("1", "2", "3");
  }

  @Test
  void beginsAnew_whenTheFileIsEmptied() throws Exception {
    append(guess("1") + guess("2"));
    rounds();
    Files.writeString(log, guess("3"));
    rounds();

    assertThat(taken.accounts()).containsExactly("1", "2", "3");
  }

  @Test
  void beginsAnew_whenTheEmptiedFileHasGrownPastThePositionAlready() throws Exception {
    append(guess("1"));
    rounds();
    Files.writeString(log, guess("2") + guess("3") + guess("4"));
    rounds();

    assertThat(taken.accounts()).containsExactly("1", "2", "3", "4");
  }

  @Test
  void goesOn_whereItWas_afterARestart() throws Exception {
    append(guess("1"));
    rounds();
    append(guess("2"));
    restart();
    rounds();

    assertThat(taken.accounts()).containsExactly("1", "2");
  }

  @Test
  void losesNothing_andCountsNothingTwice_whereverItIsKilled() throws Exception {
    long seed = Long.getLong("ringfence.seed", System.nanoTime());
    Logger.getLogger(TailTest.class).infof("-Dringfence.seed=%d", seed);
    var random = new Random(seed);
    var expected = new ArrayList<String>();
    for (int i = 0; i < 400; i++) {
      String account = "a" + i;
      expected.add(account);
      append(guess(account));
      if (random.nextInt(20) == 0) {
        Files.move(log, folder.resolve("security." + i));
        Files.createFile(log);
      }
      taken.failsBefore = random.nextInt(3) == 0;
      taken.failsAfter = random.nextInt(3) == 0;
      try {
        tail.round(now);
      } catch (InterruptedException e) {
        restart();
      }
      if (random.nextInt(10) == 0) {
        rounds(taken);
      }
      now = now.plusMillis(random.nextInt(500));
    }
    rounds(taken);

    assertThat(taken.accounts()).containsExactlyElementsOf(expected);
    assertThat(taken.count()).isEqualTo(expected.size());
  }

  private void rounds(Taken sink) throws Exception {
    sink.failsBefore = false;
    sink.failsAfter = false;
    rounds();
  }

  @Test
  void countOfABurst_isTheSame_whenItIsSentAgain() throws Exception {
    append(guess("1").repeat(3).replace("call-1", "x") + burst(5));
    taken.failsAfter = true;
    assertThatThrownBy(() -> tail.round(now)).isInstanceOf(InterruptedException.class);
    append(burst(7));
    restart();
    rounds(taken);

    assertThat(taken.count()).as("one guess, retransmitted twice; 5 and 7 others").isEqualTo(13);
  }

  private static String burst(int guesses) {
    var lines = new StringBuilder();
    for (int i = 0; i < guesses; i++) {
      String call = "burst-" + guesses + "-" + i;
      lines.append(guess("2").replace("call-2", call));
    }
    return lines.toString();
  }

  @Test
  void unknownUserWhoDoesNotAnswer_isNotLost_overARestart() throws Exception {
    append(
        AsteriskLogTest.line("InvalidAccountID", "9", "call", "IPV4/UDP/192.0.2.7/5060", "")
            + "\n");
    tail.round(now);
    restart();
    rounds();

    assertThat(taken.accounts()).containsExactly("9");
    assertThat(taken.attempts.values().iterator().next().sourceVerified()).isFalse();
  }

  @Test
  void bytesAndLengthOfALineAreBounded() throws Exception {
    Files.write(log, new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\n'}, StandardOpenOption.APPEND);
    append("x".repeat(3 * 1024 * 1024) + "\n" + guess("1"));
    rounds();

    assertThat(taken.accounts()).containsExactly("1");
    assertThat(registry.get("ringfence.sensor.lines").tag("result", "too-long").counter().count())
        .isGreaterThan(0);
  }

  @Test
  void nothingIsProven_besideALineThatWasBrokenInTwo() throws Exception {
    String forged = guess("victim").stripTrailing();
    append(
        AsteriskLogTest.line(
                "ChallengeResponseFailed",
                "x\n" + forged + "\ny",
                "c",
                "IPV4/UDP/198.51.100.9/5060",
                "")
            + "\n");
    rounds();

    assertThat(taken.attempts.values()).isNotEmpty().noneMatch(one -> one.sourceVerified());
  }
}
