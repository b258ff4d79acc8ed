package io.ringfence.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

  @Test
  void findsTheProcessItWasMadeOf_untilThatEnds() throws Exception {
    var process = new ProcessBuilder("sleep", "60").start();
    var identity = ProcessIdentity.of(process.toHandle());
    assertThat(identity.find()).isPresent();
    process.destroyForcibly().waitFor();
    assertThat(identity.awaitEnd(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void isNotFooledByAnotherProcessOfTheSameNumber() {
    var self = ProcessIdentity.of(ProcessHandle.current());
    assertThat(new ProcessIdentity(self.pid(), self.startedAt() - 60_000).find()).isEmpty();
  }
}
