package io.ringfence.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  @TempDir private Path folder;

  @Test
  void givesTheLastLinesOfTheLatestStart_withoutStackFrames() throws Exception {
    Path path = folder.resolve("x.log");
    Files.writeString(path, "from the start before\n");
    var log = new LogFile(path);
    long start = log.end();
    Files.writeString(
        path,
        "from the start before\none\n\ntwo: failed\n\tat a.B.c(D.java:1)\n\t... 9 more\nthree\n");
    assertThat(log.last(10, start)).containsExactly("one", "two: failed", "three");
    assertThat(log.last(1, start)).containsExactly("three");
  }

  @Test
  void keepsTheLogBounded_withOneOlderPart() throws Exception {
    Path path = folder.resolve("x.log");
    Files.write(path, new byte[(20 << 20) + 1]);
    new LogFile(path).bound();
    assertThat(path).isEmptyFile();
    assertThat(folder.resolve("x.log.1")).hasSize((20 << 20) + 1);
  }
}
