package io.ringfence.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.local.suite.Failure;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void takesValuesBothWays_andFlagsAndWords() {
    var options = parse("--data", "/a", "--bind=192.0.2.1", "--detach", "kafka");
    assertThat(options.value("--data")).contains("/a");
    assertThat(options.value("--bind")).contains("192.0.2.1");
    assertThat(options.has("--detach")).isTrue();
    assertThat(options.words()).containsExactly("kafka");
  }

  @Test
  void refusesWhatItDoesNotKnow_andAnOptionWithoutItsValue() {
    assertThatThrownBy(() -> parse("--nonsense")).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> parse("one", "two")).hasMessageContaining("two");
    assertThatThrownBy(() -> parse("--data")).hasMessage("--data needs a value");
  }

  private static Options parse(String... arguments) {
    return Options.parse(List.of(arguments), Set.of("--data", "--bind"), Set.of("--detach"), 1);
  }
}
