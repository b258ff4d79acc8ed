package io.ringfence.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which shared libraries of this machine a program needs, as `ldd` says. Maps from the path
/// at which the dynamic linker looks for one to the file that is there.
final class SharedLibraries {

  /// `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)`, or for the linker itself just its
  /// path.
  private static final Pattern LINE = Pattern.compile("\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)");

  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/lib/x86_64-linux-gnu"),
          Path.of("/usr/lib/x86_64-linux-gnu"),
          Path.of("/lib/aarch64-linux-gnu"),
          Path.of("/usr/lib/aarch64-linux-gnu"),
          Path.of("/lib64"),
          Path.of("/usr/lib64"),
          Path.of("/usr/local/lib"));

  private SharedLibraries() {}

  /// What the programs and libraries of a folder need from outside it.
  static Map<Path, Path> neededBy(Path folder) throws IOException {
    var needed = new TreeMap<Path, Path>();
    for (Path binary : binaries(folder)) {
      needed.putAll(of(binary));
    }
    needed.keySet().removeIf(library -> library.startsWith(folder));
    return needed;
  }

  /// A library and all that it needs; nothing when this machine does not have it.
  static Map<Path, Path> named(String name) throws IOException {
    for (Path folder : FOLDERS) {
      Path library = folder.resolve(name);
      if (Files.exists(library)) {
        var needed = new TreeMap<>(of(library));
        needed.put(library, library.toRealPath());
        return needed;
      }
    }
    return Map.of();
  }

  private static List<Path> binaries(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.startsWith(folder.resolve("bin")) || file.toString().endsWith(".so"))
          .toList();
    }
  }

  private static Map<Path, Path> of(Path binary) throws IOException {
    var libraries = new TreeMap<Path, Path>();
    Matcher matcher = LINE.matcher(Command.run("ldd", binary.toString()));
    while (matcher.find()) {
      Path library = Path.of(matcher.group(1)).normalize();
      libraries.put(library, library.toRealPath());
    }
    return libraries;
  }
}
