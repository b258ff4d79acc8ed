package io.ringfence.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The native libraries that a service's jars carry for this machine. Left in the jars they are
/// unpacked into `/tmp` at every start, and cannot be loaded from there when it is mounted
/// `noexec`, as Docker mounts a `--tmpfs`: RocksDB would not start, Netty would go without epoll.
final class NativeLibraries {

  private static final Set<String> X86_64 =
      Set.of(
          "librocksdbjni-linux64.so", "META-INF/native/libnetty_transport_native_epoll_x86_64.so");
  private static final Set<String> AARCH64 =
      Set.of(
          "librocksdbjni-linux-aarch64.so",
          "META-INF/native/libnetty_transport_native_epoll_aarch_64.so");

  private NativeLibraries() {}

  /// Unpacks them.
  ///
  /// @param jars a folder with jars, at any depth
  /// @return the files in `out`, none when no jar has one
  static List<Path> unpack(Path jars, Path out) throws IOException {
    var wanted = System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    var unpacked = new ArrayList<Path>();
    for (Path jar : jars(jars)) {
      try (var zip = new ZipFile(jar.toFile())) {
        for (String name : wanted) {
          var entry = zip.getEntry(name);
          if (entry != null) {
            unpacked.add(unpack(zip, entry, out));
          }
        }
      }
    }
    return List.copyOf(unpacked);
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static Path unpack(ZipFile jar, ZipEntry entry, Path out) throws IOException {
    Path library = out.resolve(Path.of(entry.getName()).getFileName());
    try (var in = jar.getInputStream(entry)) {
      Files.copy(in, library);
    }
    return library;
  }
}
