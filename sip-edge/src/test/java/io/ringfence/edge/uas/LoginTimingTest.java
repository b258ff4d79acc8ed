package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.account.FormerPassword;
import io.ringfence.edge.admission.Rules;
import io.ringfence.edge.digest.Verdict;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// That the time of a wrong login says nothing about the account.
class LoginTimingTest {

  private static final String DOMAIN = "ringfence.local";
  private static final int SAMPLES = 200;
  private static final int BLOCKS = 20;
  private static final int MOST_ROUNDS = 8;
  private static final double ENOUGH = 0.04;

  private final Bench bench = new Bench(DOMAIN, "102", "secret");
  private int cseq;

  /// Takes the time of something with a login.
  @FunctionalInterface
  private interface Stopwatch {

    long nanos(byte[] message);
  }

  /// Compares the time that is taken for an account that is not there with that for one that is,
  /// for one that has had other passwords, and for the right password of a disabled one. They are
  /// interleaved, and compared by the median over blocks of the quotient of a block's medians. Of
  /// the authenticator alone, where one digest less would be a tenth, and of the whole server, as
  /// an outsider sees it. A noisy machine gets more than one try; a difference that is there stays.
  @Test
  void everyWrongLoginTakesTheSameTime() {
    failuresDoNotCount();
    account("100", true, "former", "former 2", "former 3");
    account("101", false);
    String[][] logins = {
      {"999", "wrong"}, {"102", "wrong"}, {"100", "wrong"}, {"100", "former 2"}, {"101", "right"}
    };

    assertThat(leastDifference(logins, this::verification)).isLessThan(0.08);
    assertThat(leastDifference(logins, this::service)).isLessThan(0.15);
  }

  private void account(String number, boolean enabled, String... formerPasswords) {
    var formers =
        Stream.of(formerPasswords)
            .map(password -> Bench.ha1(DOMAIN, number, password))
            .map(ha1 -> new FormerPassword(ha1, bench.now.plus(Duration.ofDays(30))))
            .toList();
    var ha1 = Bench.ha1(DOMAIN, number, "right");
    bench.accounts.read(new Account(number, 1, enabled, false, ha1, Instant.EPOCH, formers));
  }

  private String request(String user, String more) {
    return """
        REGISTER sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=%s
        From: <sip:%s@ringfence.local>;tag=1
        To: <sip:%s@ringfence.local>
        Call-ID: one
        CSeq: %d REGISTER
        Contact: <sip:%s@192.0.2.7>
        %s
        """
        .replace("\n", "\r\n")
        .formatted(SipPhone.branch(), user, user, ++cseq, user, more);
  }

  /// No more challenges a second than a stranger gets.
  private String nonce() {
    bench.now = bench.now.plusMillis(20);
    String answer = String.valueOf(bench.send(request("100", "")));
    var matcher = Pattern.compile("nonce=\"([^\"]*)\"").matcher(answer);
    assertThat(matcher.find()).as("%s", answer).isTrue();
    return matcher.group(1);
  }

  private void failuresDoNotCount() {
    var policy = Configuration.INITIAL.policy();
    bench.admission.rules(
        new Rules(
            new GuardPolicy(
                1, false, policy.attempts(), policy.period(), policy.blockFor(), null, List.of()),
            IpRangeSet.EMPTY,
            null,
            null));
  }

  private long verification(byte[] message) {
    var request = ((Parsed.Request) new SipParser(SipLimits.DEFAULT).parse(message)).request();
    long start = System.nanoTime();
    var verdict =
        bench.authenticator.verify(request, Header.AUTHORIZATION, Bench.PEER.address(), bench.now);
    long end = System.nanoTime();
    assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
    return end - start;
  }

  private long service(byte[] message) {
    long start = System.nanoTime();
    var reply = bench.server.receive(message, Bench.PEER, bench.now);
    long end = System.nanoTime();
    assertThat(reply).isNotNull();
    return end - start;
  }

  /// The greatest of the logarithms of the times' quotients, in the round where it was least.
  private double leastDifference(String[][] logins, Stopwatch watch) {
    double least = Double.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least > ENOUGH; round++) {
      double difference =
          Arrays.stream(quotients(logins, watch)).map(Math::log).map(Math::abs).max().orElseThrow();
      least = Math.min(least, difference);
    }
    return least;
  }

  private double[] quotients(String[][] logins, Stopwatch watch) {
    double[][] quotients = new double[logins.length][BLOCKS];
    for (int block = 0; block < BLOCKS; block++) {
      double[] medians = medians(logins, watch);
      for (int i = 0; i < logins.length; i++) {
        quotients[i][block] = medians[i] / medians[0];
      }
    }
    return Arrays.stream(quotients).mapToDouble(LoginTimingTest::median).toArray();
  }

  private double[] medians(String[][] logins, Stopwatch watch) {
    double[][] nanos = new double[logins.length][SAMPLES];
    for (int sample = 0; sample < SAMPLES; sample++) {
      for (int i = 0; i < logins.length; i++) {
        int which = (i + sample) % logins.length;
        String user = logins[which][0];
        bench.now = bench.now.plusMillis(10);
        String credentials = SipPhone.credentials(user, logins[which][1], "SHA-512-256", nonce());
        nanos[which][sample] =
            watch.nanos(request(user, credentials).getBytes(StandardCharsets.UTF_8));
      }
    }
    bench.recorded.attempts.clear();
    bench.recorded.results.clear();
    return Arrays.stream(nanos).mapToDouble(LoginTimingTest::median).toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
