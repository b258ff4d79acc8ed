package io.ringfence.local.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/// The received mails, a file each. At its bound the oldest go.
final class MailFolder {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final int maxMails;
  private long count;

  MailFolder(Path folder, int maxMails) {
    this.folder = folder;
    this.maxMails = maxMails;
  }

  /// The file appears with its whole content, or not at all.
  synchronized Path add(byte[] mail, Instant receivedAt) throws IOException {
    Files.createDirectories(folder);
    makeRoom();
    String name = "%s-%06d".formatted(TIME.format(receivedAt), ++count % 1_000_000);
    Path part = folder.resolve(name + ".part");
    Files.write(part, mail);
    return Files.move(part, folder.resolve(name + ".eml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void makeRoom() throws IOException {
    List<Path> mails;
    try (Stream<Path> files = Files.list(folder)) {
      mails = files.filter(file -> file.toString().endsWith(".eml")).sorted().toList();
    }
    for (Path oldest : mails.subList(0, Math.max(0, mails.size() - maxMails + 1))) {
      Files.deleteIfExists(oldest);
    }
  }
}
