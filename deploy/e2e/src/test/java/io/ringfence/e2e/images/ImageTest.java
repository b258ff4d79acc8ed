package io.ringfence.e2e.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds an image as an operator does, offline, looks into it, and starts it.
class ImageTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVICE = "notifier";

  @TempDir static Path folder;

  private static JsonNode manifest;
  private static JsonNode config;

  @BeforeAll
  static void build() throws Exception {
    assumeFalse(Boolean.getBoolean("ringfence.test.quick"), "building an image is slow");
    Path home = projectRoot();
    assumeTrue(
        Files.exists(home.resolve(SERVICE).resolve("target/quarkus-app/quarkus-run.jar")),
        SERVICE + " has not been packaged, so there is nothing to make an image of");
    var built =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dringfence.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "io.ringfence.images.Images",
                "--out",
                folder.toString(),
                "--tag",
                "1.2.3",
                SERVICE));
    assertThat(built.output()).endsWith(SERVICE + ".tar\n");
    assertThat(built.exitCode()).isZero();
    Path image = Files.createDirectory(folder.resolve("image"));
    unpack(folder.resolve(SERVICE + ".tar"), image);
    manifest = JSON.readTree(image.resolve("manifest.json").toFile()).get(0);
    config = JSON.readTree(image.resolve(manifest.at("/Config").asText()).toFile());
    Path root = Files.createDirectory(folder.resolve("root"));
    for (JsonNode layer : manifest.at("/Layers")) {
      unpack(image.resolve(layer.asText()), root);
    }
  }

  @Test
  void saysWhatItIs() {
    assertThat(manifest.at("/RepoTags/0").asText()).isEqualTo("ringfence/notifier:1.2.3");
    assertThat(config.at("/os").asText()).isEqualTo("linux");
    var labels = config.at("/config/Labels");
    assertThat(labels.get("org.opencontainers.image.title").asText())
        .isEqualTo("ringfence/notifier");
    assertThat(labels.get("org.opencontainers.image.version").asText()).isEqualTo("1.2.3");
    assertThat(labels.get("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
  }

  @Test
  void runsTheServiceAsNobodySpecial() {
    assertThat(config.at("/config/User").asText()).isEqualTo("10001:10001");
    assertThat(texts(config.at("/config/Entrypoint")))
        .startsWith("/opt/java/bin/java")
        .endsWith("-jar", "/app/quarkus-run.jar");
    assertThat(texts(config.at("/config/Env")))
        .contains("RINGFENCE_DATA_DIR=/data", "RINGFENCE_MANAGEMENT_BIND=0.0.0.0")
        .noneMatch(variable -> variable.matches(".*(PASSWORD|SECRET).*"));
    assertThat(config.at("/config/ExposedPorts").has("9004/tcp")).isTrue();
  }

  @Test
  void holdsTheServiceAndARuntime_andNoShell() {
    Path root = folder.resolve("root");

    assertThat(root.resolve("app/quarkus-run.jar")).isRegularFile();
    assertThat(root.resolve("opt/java/bin/java")).isExecutable();
    assertThat(root.resolve("opt/java/lib/server/classes.jsa")).isRegularFile();
    assertThat(root.resolve("bin/sh")).doesNotExist();
    assertThat(root.resolve("data")).isDirectory();
  }

  /// A JVM with an archive of classes tells another version's jar by its time.
  @Test
  void jarsOfDifferentContentHaveDifferentTimes() throws IOException {
    try (var files = Files.walk(folder.resolve("root/app/lib"))) {
      var times = new ArrayList<FileTime>();
      for (Path jar : files.filter(Files::isRegularFile).toList()) {
        times.add(Files.getLastModifiedTime(jar));
      }
      assertThat(times).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    }
  }

  /// In a mount and process name space of its own, with a read-only root as the chart has it,
  /// as the image's user, and without the one setting that has no default.
  @Test
  void startsTheService_whichMissesItsPassword() throws Exception {
    assumeTrue(
        run(List.of("unshare", "--mount", "--pid", "--fork", "true")).exitCode() == 0,
        "only root, and where name spaces are allowed, can start the image without an engine");

    var started = run(inside(texts(config.at("/config/Entrypoint"))));

    assertThat(started.output()).contains("RINGFENCE_POSTGRES_PASSWORD is not set");
    assertThat(started.exitCode()).isEqualTo(1);
  }

  private static List<String> inside(List<String> entrypoint) {
    String enter =
        """
        root=$1; user=$2; shift 2
        mkdir -p "$root/proc" "$root/dev"
        mount --bind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount -t tmpfs tmpfs "$root/dev"
        touch "$root/dev/urandom" "$root/dev/random" "$root/dev/null"
        for device in urandom random null; do mount --bind "/dev/$device" "$root/dev/$device"; done
        mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
        mount -t tmpfs -o mode=1777 tmpfs "$root/data"
        mount -o remount,bind,ro "$root"
        exec chroot --userspec="$user" "$root" "$@"
        """;
    var command = new ArrayList<>(List.of("env", "-i"));
    command.addAll(texts(config.at("/config/Env")));
    command.addAll(List.of("/usr/bin/unshare", "--mount", "--pid", "--fork", "/bin/sh", "-euc"));
    command.add("PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin\n" + enter);
    command.addAll(List.of("sh", folder.resolve("root").toString()));
    command.add(config.at("/config/User").asText());
    command.addAll(entrypoint);
    return command;
  }

  private record Ended(int exitCode, String output) {}

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private static void unpack(Path archive, Path into) throws IOException, InterruptedException {
    var unpacked = run(List.of("tar", "-xpf", archive.toString(), "-C", into.toString()));
    assertThat(unpacked.exitCode()).as(unpacked.output()).isZero();
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static Path projectRoot() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("CONTRIBUTING.md"))) {
      root = root.getParent();
    }
    return root;
  }
}
