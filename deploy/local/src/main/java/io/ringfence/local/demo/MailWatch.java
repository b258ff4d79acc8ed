package io.ringfence.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Looks for a mail that arrives after this was made.
final class MailWatch {

  private static final int POLL_MILLIS = 5;

  private final Path folder;
  private final Set<Path> before;

  MailWatch(Path folder) throws IOException {
    this.folder = folder;
    this.before = new HashSet<>(mails());
  }

  /// When a mail that speaks of `text` arrived, waited for.
  Optional<Instant> await(String text, Duration limit) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(limit);
    while (Instant.now().isBefore(end)) {
      for (Path mail : mails()) {
        if (!before.contains(mail)) {
          if (Files.readString(mail).contains(text)) {
            return Optional.of(Files.getLastModifiedTime(mail)).map(FileTime::toInstant);
          }
          before.add(mail);
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
    return Optional.empty();
  }

  private List<Path> mails() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".eml")).toList();
    }
  }
}
