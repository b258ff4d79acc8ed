package io.ringfence.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdsTest {

  private static final UUID CAUSE = UUID.fromString("018f3c5e-7b10-7a3c-9f00-0123456789ab");

  @Test
  void areUuidsOfVersion7() {
    assertThat(EventIds.next().version()).isEqualTo(7);
    assertThat(EventIds.next().variant()).isEqualTo(2);
  }

  @Test
  void derivedIdsRepeat_forTheSameCauseAndPurpose() {
    assertThat(EventIds.derived(CAUSE, "alert")).isEqualTo(EventIds.derived(CAUSE, "alert"));
    assertThat(EventIds.derived(CAUSE, "alert")).isNotEqualTo(EventIds.derived(CAUSE, "expired"));
  }

  @Test
  void derivedIdsAreVersion7_andKeepTheTime() {
    var derived = EventIds.derived(CAUSE, "alert");
    assertThat(derived.version()).isEqualTo(7);
    assertThat(derived.variant()).isEqualTo(2);
    assertThat(derived.getMostSignificantBits() >>> 16)
        .isEqualTo(CAUSE.getMostSignificantBits() >>> 16);
  }
}
