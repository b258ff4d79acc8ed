package io.ringfence.firewall.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringfence.firewall.enforcement.NotAppliedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunEnforcerTest {

  @TempDir Path folder;

  @Test
  void writesTheWholeRuleset_andNothingElse() throws Exception {
    Path file = folder.resolve("firewall").resolve("ruleset.nft");
    try (var dryRun = new DryRunEnforcer(file)) {
      dryRun.apply(List.of(), () -> "first");
      dryRun.apply(List.of(), () -> "second");

      assertThat(file).hasContent("second");
      assertThat(file.getParent().toFile().list()).containsExactly("ruleset.nft");
      assertThat(dryRun.pause()).isPositive().isLessThan(Duration.ofSeconds(5));
      assertThat(dryRun.droppedPackets()).isEmpty();
      assertThat(dryRun.backend()).isEqualTo("dry-run");
    }
  }

  @Test
  void saysWhichFileCannotBeWritten() throws Exception {
    Path notAFolder = Files.createFile(folder.resolve("firewall"));
    try (var dryRun = new DryRunEnforcer(notAFolder.resolve("ruleset.nft"))) {
      assertThatExceptionOfType(NotAppliedException.class)
          .isThrownBy(() -> dryRun.apply(List.of(), () -> "text"))
          .withMessageContaining("firewall");
    }
  }
}
