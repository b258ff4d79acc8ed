package io.ringfence.firewall.dryrun;

import io.ringfence.firewall.enforcement.Enforcer;
import io.ringfence.firewall.enforcement.Look;
import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.DropCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Writes the whole table to a file, text that `nft --file` takes. A reader sees one state or the
/// next, never half of one.
public final class DryRunEnforcer implements Enforcer {

  public static final String BACKEND = "dry-run";

  /// Writing takes at most this share of the time, however fast changes come.
  private static final int MAX_SHARE = 4;

  private final Path file;
  private Duration pause = Duration.ZERO;

  /// @param file its folder is made when needed
  public DryRunEnforcer(Path file) {
    this.file = file;
  }

  @Override
  public String backend() {
    return BACKEND;
  }

  @Override
  public void apply(List<Change> changes, Supplier<String> ruleset) throws NotAppliedException {
    long start = System.nanoTime();
    try {
      write(ruleset.get());
    } catch (IOException e) {
      throw new NotAppliedException("cannot write " + file + ": " + e.getMessage(), e);
    }
    pause = Duration.ofNanos((System.nanoTime() - start) * (MAX_SHARE - 1));
  }

  private void write(String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public Look look(boolean whole) {
    return new Look.Unreadable();
  }

  @Override
  public Look glance(List<Change> sample) {
    return new Look.Unreadable();
  }

  @Override
  public Map<DropCounter, Long> droppedPackets() {
    return Map.of();
  }

  @Override
  public Duration pause() {
    return pause;
  }

  @Override
  public void close() {}
}
