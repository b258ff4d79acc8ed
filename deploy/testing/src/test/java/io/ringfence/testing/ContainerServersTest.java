package io.ringfence.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class ContainerServersTest {

  @Test
  void saysWhatIsWrongInOneLine_whenNoEngineAnswers() {
    var thrown = catchThrowable(() -> ContainerServers.start(() -> false));

    assertThat(thrown)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("ringfence.test.containers", "no Docker engine", "DOCKER_HOST")
        .hasNoCause();
    assertThat(thrown.getMessage()).doesNotContain("\n");
  }
}
