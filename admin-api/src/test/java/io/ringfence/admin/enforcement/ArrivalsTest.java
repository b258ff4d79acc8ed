package io.ringfence.admin.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");

  private final Arrivals arrivals = new Arrivals();

  @Test
  void findsAKernelThatDoesNotDrop_whatItIsToDrop() {
    for (int second = 0; second <= 40; second += 5) {
      assertThat(arrivals.tooMany()).isZero();
      arrivals.take(report(second, 1_000 + 20L * second, 0));
      if (second >= 30) {
        break;
      }
    }
    assertThat(arrivals.tooMany()).isEqualTo(600);

    for (int second = 35; second <= 70; second += 5) {
      arrivals.take(report(second, 1_600, 0));
    }
    assertThat(arrivals.tooMany()).isZero();
  }

  @Test
  void expectsSomeOfEachNewBlock() {
    for (int second = 0; second <= 60; second += 5) {
      arrivals.take(report(second, 100L * second, 10));
    }
    assertThat(arrivals.tooMany()).isZero();
  }

  @Test
  void beginsAnew_whenTheEdgeDoes() {
    for (int second = 0; second <= 25; second += 5) {
      arrivals.take(report(second, 1_000L * second, 0));
    }
    for (int second = 30; second <= 50; second += 5) {
      arrivals.take(report(second, second, 0));
    }
    assertThat(arrivals.tooMany()).isZero();
  }

  @Test
  void keepsOneOfTheManyReportsOfASecond() {
    for (int millis = 0; millis <= 60_000; millis += 20) {
      arrivals.take(report(millis / 1_000, millis, 0));
    }
    assertThat(arrivals.tooMany()).isGreaterThan(29_000);
  }

  private static EnforcementReport report(long second, long refused, int newBlocks) {
    return new EnforcementReport(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        START.plusSeconds(second),
        "node",
        "sip-edge",
        "sip",
        0,
        Map.of(),
        Map.of("sip", refused),
        Map.of(),
        IntStream.range(0, newBlocks)
            .mapToObj(
                _ -> new Applied(EventIds.next(), BlockState.ACTIVE, START.plusSeconds(second)))
            .toList(),
        null,
        null);
  }
}
