package io.ringfence.guard.detect;

import static io.ringfence.guard.detect.Given.failure;
import static io.ringfence.guard.detect.Given.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.Service;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StateCodecTest {

  private SourceState state = SourceState.EMPTY;

  private void fail(long... seconds) {
    for (long second : seconds) {
      state = Guard.attempt(state, failure(second), now(second)).state();
    }
  }

  @Test
  void survivesTheStateStore_andIsReadAsItWasKeptBefore() {
    fail(0, 1, 2, 3, 4);
    state = Guard.attempt(state, failure(7, Service.WEB), now(7)).state();
    state = Guard.command(state, Given.release(null, Given.at(8)), now(8)).state();
    fail(9);

    assertThat(Given.stored(state)).isEqualTo(state);
    assertThat(StateCodec.read(Json.write(state), Json::read)).isEqualTo(state);
  }

  @Test
  void takesLittleSpace_andRefusesWhatWasCutOff() {
    fail(0, 1, 2, 3);
    byte[] bytes = StateCodec.write(state, Json::write);

    assertThat(bytes).hasSizeLessThan(200);
    for (int i = 0; i < 40; i++) {
      int cut = i * bytes.length / 40;
      assertThatThrownBy(() -> StateCodec.read(Arrays.copyOf(bytes, cut), Json::read))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
