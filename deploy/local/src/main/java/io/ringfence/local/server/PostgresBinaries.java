package io.ringfence.local.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked once from the archive on the class path.
final class PostgresBinaries {

  private PostgresBinaries() {}

  /// The folder with `bin`, `lib` and `share`.
  static Path unpacked(Path home) throws IOException {
    String archive = "postgres-" + system() + "-" + processor() + ".txz";
    URL url = PostgresBinaries.class.getClassLoader().getResource(archive);
    if (url == null) {
      throw new IOException(
          "there is no PostgreSQL for this machine, a " + system() + " on " + processor());
    }
    Path folder = home.resolve("deploy/local/target").resolve(nameOfJar(url));
    if (!Files.isDirectory(folder)) {
      Path next = folder.resolveSibling(folder.getFileName() + "." + ProcessHandle.current().pid());
      try (var in = url.openStream()) {
        unpack(in, next);
      }
      move(next, folder);
    }
    return folder;
  }

  /// The archive's version is in the name of its jar.
  private static String nameOfJar(URL url) {
    String jar = url.getPath().substring(0, url.getPath().lastIndexOf('!'));
    return jar.substring(jar.lastIndexOf('/') + 1).replaceAll("\\.jar$", "");
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      Folders.delete(from);
    }
  }

  private static void unpack(InputStream archive, Path into) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException("the archive would write outside of its folder: " + path);
        }
        unpack(tar, entry, path);
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
    if ((entry.getMode() & 0100) != 0 && !path.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + path + " executable");
    }
  }

  private static String system() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
        ? "darwin"
        : "linux";
  }

  private static String processor() {
    return switch (System.getProperty("os.arch")) {
      case "aarch64" -> "arm_64";
      case "amd64", "x86_64" -> "x86_64";
      case String other -> other;
    };
  }
}
