package io.ringfence.firewall.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

  private static final Instant AT = Instant.parse("2026-02-03T04:05:06.789Z");
  private static final Snapshot SNAPSHOT =
      new Snapshot(
          Configurations.with(
              Configurations.trusting(Configurations.open(), "office"),
              Configurations.group("office", "10.0.0.0/8", "2001:db8::/32")),
          List.of(
              Block.of(Blocks.active("192.0.2.1", AT, AT.plusSeconds(60), Service.SIP)),
              Block.of(Blocks.active("2001:db8::/64", AT, null, Service.WEB, Service.SNMP))));

  @TempDir Path folder;
  private Path path;
  private StateFile file;

  @BeforeEach
  void name() {
    path = folder.resolve("firewall").resolve("last-known");
    file = new StateFile(path, 10);
  }

  @Test
  void givesBackWhatWasWritten() throws Exception {
    assertThat(file.read()).isEmpty();
    file.write(new Snapshot(Configurations.open(), List.of()));
    file.write(SNAPSHOT);

    assertThat(file.read()).contains(SNAPSHOT);
    assertThat(path.getParent().toFile().list()).containsExactly("last-known");
  }

  @Test
  void refusesAFile_ofWhichAnyOctetIsAnother_orThatIsCutOff() throws Exception {
    file.write(SNAPSHOT);
    byte[] octets = Files.readAllBytes(path);
    for (int i = 0; i < octets.length; i += 7) {
      byte[] damaged = octets.clone();
      damaged[i] ^= 0x20;
      Files.write(path, damaged);
      assertThatExceptionOfType(IOException.class).isThrownBy(file::read);
      Files.write(path, Arrays.copyOf(octets, i));
      assertThatExceptionOfType(IOException.class).isThrownBy(file::read);
    }
  }

  @Test
  void refusesMoreBlocksThanAreHeld() throws Exception {
    file.write(SNAPSHOT);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new StateFile(path, 1).read())
        .withMessageContaining("too many blocks");
  }

  @Test
  void keepsTheLatest_whenItIsClosed() {
    try (var kept = new LastKnown(path, 10)) {
      kept.keep(new Snapshot(Configurations.open(), List.of()));
      kept.keep(SNAPSHOT);
    }
    try (var kept = new LastKnown(path, 10)) {
      assertThat(kept.read()).contains(SNAPSHOT);
    }
  }
}
