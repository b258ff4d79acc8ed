package io.ringfence.firewall.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.firewall.enforcement.ProofSchedule.Depth;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProofScheduleTest {

  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ProofSchedule schedule = new ProofSchedule();

  @Test
  void looksEveryTwoSeconds_butReadsAllForATwentiethOfTheTime() {
    assertThat(schedule.depth(NOW)).isEqualTo(Depth.WHOLE);
    schedule.looked(NOW, true, SECOND);

    assertThat(schedule.due()).isEqualTo(NOW.plusSeconds(2));
    assertThat(schedule.depth(NOW.plusSeconds(2))).isEqualTo(Depth.GLANCE);
    schedule.looked(NOW.plusSeconds(2), false, Duration.ofMillis(1));
    assertThat(schedule.due()).isEqualTo(NOW.plusSeconds(4));
    assertThat(schedule.depth(NOW.plusSeconds(19))).isEqualTo(Depth.GLANCE);
    assertThat(schedule.depth(NOW.plusSeconds(20))).isEqualTo(Depth.CHANGES);
    assertThat(schedule.depth(NOW.plusSeconds(300))).isEqualTo(Depth.WHOLE);
  }

  @Test
  void aLookThatTakesLong_isFollowedByAsLongAPause() {
    schedule.looked(NOW, true, Duration.ofSeconds(7));

    assertThat(schedule.due()).isEqualTo(NOW.plusSeconds(7));
  }

  @Test
  void whenTheClockWasSet_allIsReadAtOnce() {
    schedule.looked(NOW, true, SECOND);
    schedule.again();

    assertThat(schedule.due()).isEqualTo(Instant.MIN);
    assertThat(schedule.depth(NOW)).isEqualTo(Depth.WHOLE);
  }
}
