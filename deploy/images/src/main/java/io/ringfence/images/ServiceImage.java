package io.ringfence.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.zip.CRC32;

/// The image of one service: its Quarkus application under `/app`, in layers by how often
/// they change. It runs as a user without a name on the host, and writes to `/data` and
/// `/tmp` only.
final class ServiceImage {

  static final int USER = 10001;

  private static final AbsoluteUnixPath APP = AbsoluteUnixPath.get("/app");
  private static final AbsoluteUnixPath NATIVE = APP.resolve("native");

  /// By so many bits the sum of a file becomes a time between 1970 and 2004.
  private static final int IN_THE_PAST = 2;

  private static final String OWNER = USER + ":" + USER;

  private final Path application;
  private final Service service;
  private final String tag;

  /// @throws IllegalArgumentException when the service has not been built
  ServiceImage(Path home, Service service, String tag) {
    this.application = home.resolve(service.title()).resolve("target/quarkus-app");
    this.service = service;
    this.tag = tag;
    if (!Files.exists(application.resolve("quarkus-run.jar"))) {
      throw new IllegalArgumentException(
          service.title() + " has not been built: there is no " + application);
    }
  }

  /// @return the tarball
  Path build(Base base, Path out) throws IOException {
    Path tarball = out.resolve(service.title() + ".tar");
    Path cache = Files.createDirectories(out.resolve("cache"));
    Path natives = Files.createTempDirectory(out, "native");
    try {
      var to =
          Containerizer.to(TarImage.at(tarball).named("ringfence/" + service.title() + ":" + tag))
              .setApplicationLayersCache(cache)
              .setBaseImageLayersCache(cache)
              .setOfflineMode(!base.isRemote())
              .setToolName("ringfence");
      describe(layers(base.start(service), natives), base).containerize(to);
      return tarball;
    } catch (InvalidImageReferenceException e) {
      throw new IllegalArgumentException("no image tag: " + tag, e);
    } catch (CacheDirectoryCreationException | RegistryException | ExecutionException e) {
      throw new IOException(service.title() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Folders.delete(natives);
    }
  }

  private JibContainerBuilder layers(JibContainerBuilder image, Path natives) throws IOException {
    return image
        .addFileEntriesLayer(natives(natives))
        .addFileEntriesLayer(application("libraries", "lib"))
        .addFileEntriesLayer(application("application", "quarkus", "app", "quarkus-run.jar"))
        .addFileEntriesLayer(writable(natives));
  }

  private FileEntriesLayer application(String name, String... parts) throws IOException {
    var layer = FileEntriesLayer.builder().setName(name);
    for (String part : parts) {
      layer.addEntryRecursive(
          application.resolve(part),
          APP.resolve(part),
          FileEntriesLayer.DEFAULT_FILE_PERMISSIONS_PROVIDER,
          (file, target) -> time(file));
    }
    return layer.build();
  }

  /// Follows from what is in the file, so that the same input gives the same image and a JVM that
  /// keeps an archive of classes still knows by time and size that a jar is another one.
  private static Instant time(Path file) {
    if (Files.isDirectory(file)) {
      return FileEntriesLayer.DEFAULT_MODIFICATION_TIME;
    }
    var sum = new CRC32();
    try {
      sum.update(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Instant.ofEpochSecond(sum.getValue() >>> IN_THE_PAST);
  }

  private FileEntriesLayer natives(Path folder) throws IOException {
    var layer = FileEntriesLayer.builder().setName("native libraries");
    layer.addEntry(folder(folder, NATIVE.toString(), "755", "0:0"));
    for (Path library : NativeLibraries.unpack(application.resolve("lib"), folder)) {
      layer.addEntry(library, NATIVE.resolve(library.getFileName().toString()));
    }
    return layer.build();
  }

  private static FileEntriesLayer writable(Path anyFolder) {
    return FileEntriesLayer.builder()
        .setName("folders to write to")
        .addEntry(folder(anyFolder, "/data", "750", OWNER))
        .addEntry(folder(anyFolder, "/tmp", "777", "0:0"))
        .build();
  }

  private static FileEntry folder(Path source, String path, String permissions, String owner) {
    return new FileEntry(
        source,
        AbsoluteUnixPath.get(path),
        FilePermissions.fromOctalString(permissions),
        FileEntriesLayer.DEFAULT_MODIFICATION_TIME,
        owner);
  }

  private List<String> entrypoint(Base base) {
    var command = new ArrayList<String>();
    command.add(base.java());
    command.addAll(service.heap());
    command.addAll(service.start());
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=/tmp",
            "-Djava.library.path=" + NATIVE,
            "-jar",
            "/app/quarkus-run.jar"));
    return command;
  }

  private JibContainerBuilder describe(JibContainerBuilder image, Base base) {
    return image
        .setEntrypoint(entrypoint(base))
        .setWorkingDirectory(AbsoluteUnixPath.get("/data"))
        .setUser(OWNER)
        .addEnvironmentVariable("RINGFENCE_DATA_DIR", "/data")
        .addEnvironmentVariable("RINGFENCE_BIND", "0.0.0.0")
        .addEnvironmentVariable("RINGFENCE_MANAGEMENT_BIND", "0.0.0.0")
        .addExposedPort(Port.tcp(service.managementPort()))
        .setLabels(
            Map.of(
                "org.opencontainers.image.title",
                "ringfence/" + service.title(),
                "org.opencontainers.image.description",
                "Keeps attackers off a phone system.",
                "org.opencontainers.image.version",
                tag,
                "org.opencontainers.image.licenses",
                "Apache-2.0"));
  }
}
