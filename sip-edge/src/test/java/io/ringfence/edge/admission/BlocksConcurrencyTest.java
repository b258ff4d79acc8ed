package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BlocksConcurrencyTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final int LASTING = 5_000;
  private static final int CHANGES = 400_000;

  private final Blocks blocks = new Blocks(Blocks.Limits.DEFAULT, 7);

  private void block(BlockTarget target, int number) {
    var decision = Decisions.block(target, Origin.GUARD, new UUID(number, 1), NOW, null);
    blocks.apply(target, decision, NOW);
  }

  private static BlockTarget lasting(int number) {
    return number % 2 == 0
        ? new BlockTarget.Ip(IpAddress.ofV4(0x0a00_0000 + number))
        : new BlockTarget.Prefix(IpPrefix.of(v6(number), 64));
  }

  private static IpAddress v6(int number) {
    return new IpAddress(true, 0x2001_0db8_0000_0000L + number, 5);
  }

  private static IpAddress sourceOf(int number) {
    return number % 2 == 0 ? IpAddress.ofV4(0x0a00_0000 + number) : v6(number);
  }

  /// Others come and go, which fills slots, frees rows and renews the table again and again.
  private void change(SplittableRandom random) {
    for (int i = 0; i < CHANGES; i++) {
      var target = new BlockTarget.Ip(IpAddress.ofV4(0x1400_0000 + random.nextInt(200_000)));
      if (random.nextInt(3) == 0) {
        blocks.apply(target, null, NOW);
      } else {
        block(target, i);
      }
    }
  }

  @Test
  void readerNeverMissesWhatStays_norFindsWhatNeverWas_whileOthersChange() {
    long seed = Long.getLong("ringfence.test.seed", System.nanoTime());
    for (int number = 0; number < LASTING; number++) {
      block(lasting(number), number);
    }
    var done = new AtomicBoolean();
    var writer =
        CompletableFuture.runAsync(() -> change(new SplittableRandom(seed)))
            .whenComplete((nothing, failure) -> done.set(true));
    long nowMillis = NOW.toEpochMilli();
    int rounds = 0;
    do {
      for (int number = 0; number < LASTING; number++) {
        assertThat(blocks.covers(sourceOf(number), nowMillis))
            .as("seed %d, %s is blocked", seed, sourceOf(number))
            .isTrue();
      }
      for (int number = 0; number < LASTING; number++) {
        assertThat(blocks.covers(IpAddress.ofV4(0x1e00_0000 + number), nowMillis))
            .as("seed %d, %d was never blocked", seed, number)
            .isFalse();
      }
      rounds++;
    } while (!done.get());
    writer.join();
    assertThat(rounds).isPositive();
  }
}
