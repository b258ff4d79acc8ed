package io.ringfence.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final RestartPolicy policy = new RestartPolicy();

  @Test
  void pausesLongerEachTime_andCallsItALoopInTheEnd() {
    for (int i = 0; i < RestartPolicy.MAX_DEATHS - 1; i++) {
      assertThat(policy.died(START.plusSeconds(i))).contains(Duration.ofMillis(200L << i));
    }
    assertThat(policy.died(START.plusSeconds(10))).isEmpty();
  }

  @Test
  void forgivesDeathsThatAreLongAgo() {
    for (int i = 0; i < 50; i++) {
      var at = START.plus(RestartPolicy.WITHIN.plusSeconds(1).multipliedBy(i));
      assertThat(policy.died(at)).contains(Duration.ofMillis(200));
    }
  }
}
