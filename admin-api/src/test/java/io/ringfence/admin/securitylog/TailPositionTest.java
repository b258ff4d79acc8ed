package io.ringfence.admin.securitylog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TailPositionTest {
  @Test
  void showsALineOnce_alsoOneThatBecomesVisibleLate() {
    var position = new TailPosition();
    position.startAt(100);
    assertThat(position.readAfter()).isEqualTo(100);

    assertThat(position.advance(lines(101, 103), true, 103)).hasSize(2);
    assertThat(position.advance(lines(101, 102, 103), true, 103))
        .extracting(LogLine::arrival)
        .containsExactly(102L);
    assertThat(position.readAfter()).isEqualTo(100);
  }

  @Test
  void goesOnFromTheLastLine_whenThereAreMoreThanAskedFor() {
    var position = new TailPosition();
    position.startAt(0);

    position.advance(lines(2_000), false, 9_000);

    assertThat(position.readAfter()).isEqualTo(2_000 - TailPosition.LOOK_BACK);
  }

  private static List<LogLine> lines(long... arrivals) {
    return Arrays.stream(arrivals)
        .mapToObj(
            arrival ->
                new LogLine(
                    new UUID(0, arrival),
                    Instant.EPOCH,
                    "warning",
                    "sip",
                    List.of("sip"),
                    "authentication-failed",
                    null,
                    null,
                    "Authentication failed",
                    1,
                    null,
                    arrival))
        .toList();
  }
}
