package io.ringfence.edge.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.digest.NonceCounts.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NonceCountsTest {

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private NonceCounts counts = new NonceCounts(4, LIFETIME, START);
  private Instant now = START;

  private static Nonces.Reading nonce(long id, Instant issuedAt) {
    return new Nonces.Reading(Nonces.Age.FRESH, issuedAt.toEpochMilli(), id);
  }

  private Use use(long id, long count, int fingerprint) {
    return counts.use(nonce(id, START), count, fingerprint, now);
  }

  @Test
  void eachCountIsGoodForOneMessage_whichMayBeRepeated() {
    assertThat(use(1, 1, 11)).isEqualTo(Use.FIRST);
    assertThat(use(1, 1, 11)).isEqualTo(Use.REPEATED);
    assertThat(use(1, 1, 99)).isEqualTo(Use.REPLAYED);
    assertThat(use(1, 2, 12)).isEqualTo(Use.FIRST);
    assertThat(use(1, 1, 11)).isEqualTo(Use.REPEATED);
    assertThat(use(2, 1, 11)).isEqualTo(Use.FIRST);
  }

  @Test
  void countsMayComeInAnyOrder_withinTheWindow() {
    use(1, 33, 0);

    for (int count = 32; count >= 1; count--) {
      assertThat(use(1, count, count)).isEqualTo(Use.FIRST);
      assertThat(use(1, count, count + 1)).isEqualTo(Use.REPLAYED);
    }
    assertThat(use(1, 0, 0)).isEqualTo(Use.REPLAYED);
    assertThat(use(1, 65, 0)).isEqualTo(Use.FIRST);
    assertThat(use(1, 33, 7)).isEqualTo(Use.REPLAYED);
    assertThat(use(1, 34, 0)).isEqualTo(Use.FIRST);
  }

  @Test
  void retransmissionIsRecognised_amongTheLatestFourMessages() {
    for (int count = 1; count <= 5; count++) {
      use(1, count, count);
    }

    assertThat(use(1, 2, 2)).isEqualTo(Use.REPEATED);
    assertThat(use(1, 1, 1)).isEqualTo(Use.REPLAYED);
  }

  @Test
  void countsGoUpToTheHighestThereIs() {
    assertThat(use(1, 0xffff_fffeL, 1)).isEqualTo(Use.FIRST);
    assertThat(use(1, 0xffff_ffffL, 2)).isEqualTo(Use.FIRST);
    assertThat(use(1, 0xffff_ffffL, 3)).isEqualTo(Use.REPLAYED);
    assertThat(use(1, 1, 4)).isEqualTo(Use.REPLAYED);
  }

  @Test
  void evictedNonceIsForgotten_andSoIsWhatWasIssuedBefore_butNotWhatCameLater() {
    for (int id = 1; id <= 5; id++) {
      counts.use(nonce(id, START.plusSeconds(id)), 1, id, now);
    }

    assertThat(counts.evicted()).isEqualTo(1);
    assertThat(counts.size()).isEqualTo(4);
    assertThat(counts.use(nonce(1, START.plusSeconds(1)), 1, 1, now)).isEqualTo(Use.FORGOTTEN);
    assertThat(counts.use(nonce(9, START), 1, 9, now)).isEqualTo(Use.FORGOTTEN);
    assertThat(counts.use(nonce(2, START.plusSeconds(2)), 2, 2, now)).isEqualTo(Use.FIRST);
    assertThat(counts.use(nonce(8, START.plusSeconds(8)), 1, 8, now)).isEqualTo(Use.FIRST);
  }

  @Test
  void nonceOfBeforeTheStartIsForgotten() {
    assertThat(counts.use(nonce(1, START.minusMillis(1)), 1, 1, now)).isEqualTo(Use.FORGOTTEN);
    assertThat(counts.use(nonce(2, START), 1, 1, now)).isEqualTo(Use.FIRST);
  }

  @Test
  void expiredNoncesMakeRoom_andAreNoEvictions() {
    for (int id = 1; id <= 4; id++) {
      use(id, 1, id);
    }
    now = now.plus(LIFETIME).plusMillis(1);

    counts.sweep(now.toEpochMilli());

    assertThat(counts.size()).isZero();
    assertThat(counts.evicted()).isZero();
    assertThat(use(1, 1, 1)).isEqualTo(Use.FORGOTTEN);
  }

  /// Against sets that remember everything.
  @Test
  void neverTakesACountTwice_andForgetsOnlyWhatItMust() {
    long seed = Long.getLong("ringfence.test.seed", 20_260_102L);
    var random = new SplittableRandom(seed);
    counts = new NonceCounts(1_500, LIFETIME, START);
    Map<Long, Set<Long>> used = new HashMap<>();
    Map<Long, Long> highest = new HashMap<>();
    var order = new LinkedHashSet<Long>();
    for (int round = 0; round < 60_000; round++) {
      now = START.plusMillis(round);
      long id =
          random.nextInt(5) == 0 || order.isEmpty() ? (long) round << 20 : pick(order, random);
      long top = highest.getOrDefault(id, 0L);
      long count = Math.max(0, top + 3 - random.nextInt(50));
      var issuedAt = START.plusMillis(id >> 20);

      var use = counts.use(nonce(id, issuedAt), count, random.nextInt(), now);

      String situation = "seed %d, round %d".formatted(seed, round);
      boolean isNew = used.computeIfAbsent(id, any -> new HashSet<>()).add(count);
      switch (use) {
        case FIRST -> assertThat(isNew).as(situation).isTrue();
        case REPLAYED -> assertThat(!isNew || top - count > 32).as(situation).isTrue();
        case FORGOTTEN -> assertThat(order.contains(id)).as(situation).isFalse();
        case REPEATED -> assertThat(isNew).as(situation).isFalse();
      }
      if (use == Use.FIRST) {
        highest.merge(id, count, Math::max);
        order.add(id);
        if (order.size() > 1_500) {
          order.removeFirst();
        }
      }
    }
    assertThat(counts.size()).isLessThanOrEqualTo(1_500);
    assertThat(counts.evicted()).isPositive();
  }

  private static long pick(SequencedSet<Long> order, SplittableRandom random) {
    return random.nextBoolean() ? order.getLast() : order.getFirst();
  }
}
