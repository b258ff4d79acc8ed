package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// `up` in the foreground, as in a terminal.
class InterruptTest {

  @Test
  void leavesNoProcessBehind_afterCtrlC() throws Exception {
    var suite = TestSuite.fresh();
    Path out = suite.data().resolve("out");
    var process =
        Script.start(
            suite.environment(),
            Script.withScript("up", "--data", suite.data().toString()),
            out,
            suite.data().resolve("err"));
    try {
      await("the table")
          .atMost(TestSuite.LIMIT.multipliedBy(2))
          .until(() -> !process.isAlive() || Files.readString(out).contains("Ringfence is up"));
      assertThat(suite.processes()).hasSizeGreaterThan(8);
      Script.run(Map.of(), List.of("kill", "-INT", Long.toString(process.pid())));
      assertThat(process.waitFor(TestSuite.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(suite.processes()).isEmpty();
      assertThat(suite.data().resolve("run/suite.json")).doesNotExist();
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
