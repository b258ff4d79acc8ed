package io.ringfence.admin.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.admin.outbox.ConfigTopic.Extent;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class ConfigTopicTest {
  private static final Extent BEFORE = new Extent(new Uuid(1, 1), 10);

  @Test
  void hasLostNothing_whenItGrewOrStayed() {
    assertThat(new Extent(BEFORE.id(), 10).hasLostSomethingSince(BEFORE)).isFalse();
    assertThat(new Extent(BEFORE.id(), 11).hasLostSomethingSince(BEFORE)).isFalse();
    assertThat(BEFORE.hasLostSomethingSince(Extent.MISSING)).isFalse();
  }

  @Test
  void hasLostSomething_whenItEndsEarlierOrIsAnotherOneOrGone() {
    assertThat(new Extent(BEFORE.id(), 9).hasLostSomethingSince(BEFORE)).isTrue();
    assertThat(new Extent(new Uuid(2, 2), 20).hasLostSomethingSince(BEFORE)).isTrue();
    assertThat(Extent.MISSING.hasLostSomethingSince(BEFORE)).isTrue();
  }
}
