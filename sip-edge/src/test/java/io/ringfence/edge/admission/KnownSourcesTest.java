package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KnownSourcesTest {

  private static final long NOW = 1_767_323_045_000L;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final KnownSources known = new KnownSources(1_024, Duration.ofDays(30), 1);

  private boolean has(String account, String source, long at) {
    return known.has(account, IpAddress.parse(source), at);
  }

  @Test
  void remembersAPair_forItsLifetime() {
    known.seen("100", IpAddress.parse("192.0.2.1"), NOW);
    known.seen("100", IpAddress.parse("2001:db8::1"), NOW);

    assertThat(has("100", "192.0.2.1", NOW + 29 * DAY)).isTrue();
    assertThat(has("100", "192.0.2.1", NOW + 30 * DAY)).isFalse();
    assertThat(has("100", "192.0.2.2", NOW)).isFalse();
    assertThat(has("101", "192.0.2.1", NOW)).isFalse();
    assertThat(has("100", "2001:db8::ffff", NOW)).isTrue();
    assertThat(has("100", "2001:db8:1::1", NOW)).isFalse();
  }

  @Test
  void lateNewsOfAnEarlierTime_takesNothingBack() {
    known.seen("100", IpAddress.parse("192.0.2.1"), NOW);
    known.seen("100", IpAddress.parse("192.0.2.1"), NOW - 20 * DAY);

    assertThat(has("100", "192.0.2.1", NOW + 29 * DAY)).isTrue();
  }

  @Test
  void fullTable_givesUpTheEldest_andCountsIt() {
    var four = new KnownSources(4, Duration.ofDays(30), 1);
    for (int i = 0; i < 5; i++) {
      four.seen("10" + i, IpAddress.ofV4(i), NOW + i);
    }

    assertThat(four.evicted()).isEqualTo(1);
    assertThat(four.has("100", IpAddress.ofV4(0), NOW)).isFalse();
    assertThat(four.has("104", IpAddress.ofV4(4), NOW)).isTrue();
  }
}
