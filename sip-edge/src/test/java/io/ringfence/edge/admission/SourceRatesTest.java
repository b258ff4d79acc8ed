package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SourceRatesTest {

  private static final long NOW = 1_767_323_045_000L;
  private static final IpAddress ONE = IpAddress.parse("192.0.2.1");

  private final SourceRates rates = new SourceRates(10, 5, 4_096, 1);
  private final ArrayList<String> told = new ArrayList<>();

  private static boolean admits(SourceRates rates, IpAddress source, long at) {
    return rates.admits(source.v6(), source.high(), source.low(), 5060, Transport.UDP, at);
  }

  private int admitted(IpAddress source, int requests, long at) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += admits(rates, source, at) ? 1 : 0;
    }
    return admitted;
  }

  private void sweep() {
    rates.sweep((source, port, transport, count) -> told.add(source + " " + count));
  }

  @Test
  void sourceMaySendItsBurstAtOnce_thenItsRate() {
    assertThat(admitted(ONE, 20, NOW)).isEqualTo(5);
    assertThat(admitted(ONE, 20, NOW + 99)).isZero();
    assertThat(admitted(ONE, 20, NOW + 100)).isEqualTo(1);
    assertThat(admitted(ONE, 20, NOW + 400)).isEqualTo(3);
    assertThat(admitted(ONE, 20, NOW + 60_000)).isEqualTo(5);
  }

  @Test
  void sourcesAreTheirOwn_addressesOfAnIpv6NetworkAreOne() {
    admitted(ONE, 20, NOW);

    assertThat(admitted(IpAddress.parse("192.0.2.2"), 20, NOW)).isEqualTo(5);
    assertThat(admitted(IpAddress.parse("2001:db8::1"), 3, NOW)).isEqualTo(3);
    assertThat(admitted(IpAddress.parse("2001:db8::2"), 20, NOW)).isEqualTo(2);
    assertThat(admitted(IpAddress.parse("2001:db8:0:1::1"), 20, NOW)).isEqualTo(5);
    assertThat(admitted(IpAddress.parse("::1"), 20, NOW)).isEqualTo(5);
  }

  @Test
  void floodIsTold_onceForEachSweep_withItsCount() {
    admitted(ONE, 25, NOW);
    admitted(IpAddress.parse("2001:db8::9"), 7, NOW);
    sweep();
    sweep();
    admitted(ONE, 3, NOW);
    sweep();

    assertThat(told).containsExactly("192.0.2.1 20", "2001:db8::9 2", "192.0.2.1 3");
  }

  @Test
  void manyFloodingSources_areAHundredReportsASweep() {
    for (int i = 0; i < 150; i++) {
      admitted(IpAddress.ofV4(i), 6, NOW);
    }
    sweep();
    assertThat(told).hasSize(100);
    sweep();
    assertThat(told).hasSize(150);
  }

  @Test
  void clockThatIsSetBack_silencesNobody() {
    admitted(ONE, 20, NOW);

    assertThat(admitted(ONE, 1, NOW - 3_600_000)).isEqualTo(1);
  }

  @Test
  void fullTable_givesUpWhoAskedLeast_andCountsIt() {
    var small = new SourceRates(1, 3, 4, 1);
    for (int i = 0; i < 3; i++) {
      for (int source = 1; source <= 4; source++) {
        admits(small, IpAddress.ofV4(source), source == 4 && i > 0 ? NOW - 60_000 : NOW);
      }
    }

    assertThat(admits(small, IpAddress.ofV4(9), NOW)).isTrue();

    assertThat(small.evicted()).isLessThanOrEqualTo(1);
    for (int source = 1; source <= 3; source++) {
      assertThat(admits(small, IpAddress.ofV4(source), NOW)).as("%d stays over", source).isFalse();
    }
    admits(small, IpAddress.ofV4(10), NOW);
    assertThat(small.evicted()).isPositive();
  }

  @Test
  void noLimit_admitsAll() {
    var off = new SourceRates(0, 1, 1, 1);
    for (int i = 0; i < 1_000; i++) {
      assertThat(admits(off, ONE, NOW)).isTrue();
    }
  }

  /// What a bucket of tokens that is filled in real numbers would say.
  @Test
  void randomSourcesAndTimes_areAdmittedAsByTokens() {
    long seed = Long.getLong("ringfence.test.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    Map<IpAddress, double[]> buckets = new HashMap<>();
    long now = NOW;
    for (int i = 0; i < 50_000; i++) {
      now += random.nextInt(20);
      var source = IpAddress.ofV4(random.nextInt(20));
      var bucket = buckets.computeIfAbsent(source, some -> new double[] {5, NOW});
      bucket[0] = Math.min(5, bucket[0] + (now - bucket[1]) / 100.0);
      bucket[1] = now;
      boolean expected = bucket[0] >= 1 - 1e-6;
      bucket[0] -= expected ? 1 : 0;
      assertThat(admits(rates, source, now)).as("seed %d, request %d", seed, i).isEqualTo(expected);
    }
  }
}
