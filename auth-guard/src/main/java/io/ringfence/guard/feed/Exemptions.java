package io.ringfence.guard.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/// What operators have released by hand although a feed lists it: spared for as long as it is
/// listed, over restarts too. Confined to the feeds' thread.
final class Exemptions {

  private static final Logger LOG = Logger.getLogger(Exemptions.class);
  private static final int MAX = 100_000;

  private final Path file;
  private final Set<String> targets = new HashSet<>();

  Exemptions(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        targets.addAll(Files.readAllLines(file));
      }
    } catch (IOException e) {
      LOG.warnf("%s cannot be read: %s", file, e.getMessage());
    }
  }

  /// With these, and without what no feed lists any more.
  ///
  /// @param all whether `listed` is what all feeds list: as long as one has not been read since the
  ///     start, nobody knows what it does not list any more
  Set<String> with(Collection<String> released, Set<String> listed, boolean all) {
    var next = new HashSet<>(targets);
    for (var target : released) {
      if (next.size() < MAX) {
        next.add(target);
      }
    }
    if (all) {
      next.retainAll(listed);
    }
    if (!next.equals(targets)) {
      targets.clear();
      targets.addAll(next);
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, targets);
      } catch (IOException e) {
        LOG.warnf("%s cannot be written: %s", file, e.getMessage());
      }
    }
    return Set.copyOf(targets);
  }
}
