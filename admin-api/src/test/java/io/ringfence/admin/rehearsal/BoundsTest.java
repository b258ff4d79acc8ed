package io.ringfence.admin.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Past;
import io.ringfence.admin.WithServers;
import io.ringfence.admin.rehearsal.RehearsalAnswer.Limit;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BoundsTest extends WithServers {
  private static final Instant START = Instant.parse("2025-06-01T12:00:00Z");
  private static final RehearsalRequest.Range RANGE =
      new RehearsalRequest.Range(START, START.plusSeconds(3600), 100);

  private static boolean isPast;

  @Inject Pool pool;

  private record Config(
      Duration longest, Duration timeLimit, long maxLines, int maxTargets, int maxOrders, int page)
      implements RehearsalConfig {}

  @BeforeEach
  void happen() {
    if (!isPast) {
      isPast = true;
      var past = new Past(pool);
      for (int i = 0; i < 50; i++) {
        past.fails(START.plusSeconds(i), "192.0.2." + i % 10, "1001");
      }
      past.released(START, START.plusSeconds(30), "192.0.2.250");
      past.released(START, START.plusSeconds(40), "192.0.2.251");
    }
  }

  @Test
  void givesTheSameAnswer_howeverManyLinesAreReadAtOnce() {
    var whole = run(config(1_000, 1_000, 10, 5_000), InstantSource.system());
    var piecemeal = run(config(1_000, 1_000, 10, 7), InstantSource.system());

    assertThat(whole.complete()).isTrue();
    assertThat(whole.history().lines()).isEqualTo(50);
    assertThat(whole.history().orders()).isEqualTo(2);
    assertThat(whole.comparison().today().targets())
        .as("ten addresses, their network, and the account")
        .isEqualTo(12);
    assertThat(piecemeal).isEqualTo(whole);
  }

  @Test
  void endsAtABound_andSaysWhichAndHowFarItCame() {
    var lines = run(config(20, 1_000, 10, 7), InstantSource.system());
    assertThat(lines.limit()).isEqualTo(Limit.LINES);
    assertThat(lines.complete()).isFalse();
    assertThat(lines.history().lines()).isEqualTo(20);
    assertThat(lines.replayedUntil()).isEqualTo(START.plusSeconds(19));

    var targets = run(config(1_000, 9, 10, 7), InstantSource.system());
    assertThat(targets.limit()).isEqualTo(Limit.TARGETS);

    var orders = run(config(1_000, 1_000, 1, 7), InstantSource.system());
    assertThat(orders.limit()).isEqualTo(Limit.ORDERS);
    assertThat(orders.replayedUntil()).isEqualTo(START.plusSeconds(30));

    var second = new long[1];
    InstantSource hasty = () -> Instant.EPOCH.plusSeconds(second[0]++);
    var time = run(config(1_000, 1_000, 10, 7), hasty);
    assertThat(time.limit()).isEqualTo(Limit.TIME);
    assertThat(time.history().lines()).isBetween(5L, 20L);
  }

  private RehearsalAnswer run(RehearsalConfig config, InstantSource clock) {
    var today = Configuration.INITIAL;
    var connection = pool.getConnection().await().indefinitely();
    try {
      return new Run(today, GuardPolicy.DEFAULT, RANGE, config, clock)
          .of(new PastLines(connection));
    } finally {
      connection.close().await().indefinitely();
    }
  }

  private static Config config(long lines, int targets, int orders, int page) {
    return new Config(Duration.ofDays(90), Duration.ofSeconds(10), lines, targets, orders, page);
  }
}
