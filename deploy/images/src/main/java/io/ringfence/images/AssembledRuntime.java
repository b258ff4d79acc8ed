package io.ringfence.images;

import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A base from nothing but this machine: the Java runtime in use, linked down to what the
/// services need, and the shared libraries it needs, on an empty image. No shell, no package
/// manager.
final class AssembledRuntime implements Base {

  /// The runtime's folder in the image.
  static final String HOME = "/opt/java";

  private static final FilePermissions EXECUTABLE = FilePermissions.fromOctalString("755");
  private static final FilePermissions READABLE = FilePermissions.fromOctalString("644");

  private static final String MODULES =
      "java.se,jdk.crypto.cryptoki,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,"
          + "jdk.security.auth,jdk.unsupported,jdk.zipfs";

  /// For windows and sound: they need libraries that no server has.
  private static final List<String> DESKTOP_LIBRARIES =
      List.of("libawt_xawt.so", "libjawt.so", "libsplashscreen.so", "libjsound.so");

  /// The archive of the platform's classes for full object headers and pointers, which no service
  /// has both of.
  private static final String LARGE_HEAPS_ARCHIVE = "lib/server/classes_nocoops.jsa";

  private final Path staging;
  private final Path runtime;

  private AssembledRuntime(Path staging, Path runtime) {
    this.staging = staging;
    this.runtime = runtime;
  }

  static AssembledRuntime assemble(Path workFolder) throws IOException {
    Path staging = Files.createTempDirectory(workFolder, "base");
    Path runtime = staging.resolve("java");
    Command.run(
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--add-modules",
        MODULES,
        "--strip-debug",
        "--no-man-pages",
        "--no-header-files",
        "--generate-cds-archive",
        "--output",
        runtime.toString());
    for (String library : DESKTOP_LIBRARIES) {
      Files.deleteIfExists(runtime.resolve("lib").resolve(library));
    }
    Files.deleteIfExists(runtime.resolve(LARGE_HEAPS_ARCHIVE));
    return new AssembledRuntime(staging, runtime);
  }

  @Override
  public JibContainerBuilder start(Service service) throws IOException {
    return Jib.fromScratch()
        .setPlatforms(Set.of(new Platform(architecture(), "linux")))
        .addFileEntriesLayer(libraries(service))
        .addFileEntriesLayer(
            FileEntriesLayer.builder()
                .setName("java")
                .addEntryRecursive(
                    runtime, AbsoluteUnixPath.get(HOME), AssembledRuntime::permissions)
                .build())
        .addFileEntriesLayer(passwd())
        .addEnvironmentVariable("PATH", HOME + "/bin")
        .addEnvironmentVariable("JAVA_HOME", HOME)
        .addEnvironmentVariable("LANG", "C.UTF-8");
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  private FileEntriesLayer libraries(Service service) throws IOException {
    var libraries = new TreeMap<>(SharedLibraries.neededBy(runtime));
    for (String name : service.libraries()) {
      libraries.putAll(SharedLibraries.named(name));
    }
    var layer = FileEntriesLayer.builder().setName("shared libraries");
    for (Map.Entry<Path, Path> library : libraries.entrySet()) {
      layer.addEntry(
          library.getValue(), AbsoluteUnixPath.get(library.getKey().toString()), EXECUTABLE);
    }
    return layer.build();
  }

  private FileEntriesLayer passwd() throws IOException {
    Path passwd =
        Files.writeString(
            staging.resolve("passwd"),
            "root:x:0:0:root:/:/\nringfence:x:%d:%d:ringfence:/data:/\n"
                .formatted(ServiceImage.USER, ServiceImage.USER));
    return FileEntriesLayer.builder()
        .setName("users")
        .addEntry(passwd, AbsoluteUnixPath.get("/etc/passwd"))
        .build();
  }

  private static FilePermissions permissions(Path source, AbsoluteUnixPath target) {
    return Files.isExecutable(source) ? EXECUTABLE : READABLE;
  }

  @Override
  public String java() {
    return HOME + "/bin/java";
  }

  @Override
  public boolean isRemote() {
    return false;
  }

  @Override
  public void close() throws IOException {
    Folders.delete(staging);
  }
}
