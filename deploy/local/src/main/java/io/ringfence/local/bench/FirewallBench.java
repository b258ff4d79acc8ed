package io.ringfence.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.contracts.bus.Json;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What it costs firewall-service to bring blocks in force in the kernel, beside `nft` in the same
/// run. Its own classes do it, in a process with the memory of production and in a network
/// namespace that is made for it, so nothing of this machine's is touched.
final class FirewallBench {

  static final String NAME = "firewall";

  private static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-Xmx160m", "--enable-native-access=ALL-UNNAMED");

  private FirewallBench() {}

  static List<Result> run(Settings settings, Terminal terminal)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(settings.home().resolve("target/bench"));
    Path figures = Files.createTempDirectory(folder, "firewall").resolve("figures.json");
    String namespace = "ringfence-" + UUID.randomUUID();
    terminal.note("addresses and CIDRs into the kernel, in a network namespace");
    call(List.of("ip", "netns", "add", namespace));
    try {
      call(command(settings.home(), namespace, figures));
    } finally {
      call(List.of("ip", "netns", "delete", namespace));
    }
    var results = new ArrayList<Result>();
    for (var figure : Json.read(Files.readAllBytes(figures), JsonNode.class)) {
      results.add(
          new Result(
              NAME,
              figure.path("what").asText(),
              figure.path("unit").asText(),
              figure.path("value").asDouble(),
              conditions()));
    }
    return results;
  }

  /// What else the machine does is in the load.
  private static String conditions() throws IOException {
    return "%d processors, load %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  private static List<String> command(Path home, String namespace, Path figures) {
    Path app = home.resolve("firewall-service/target/quarkus-app");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of("ip", "netns", "exec", namespace, java));
    command.addAll(FLAGS);
    command.addAll(
        List.of(
            "-cp",
            app.resolve("app") + "/*:" + app.resolve("lib/main") + "/*",
            "io.ringfence.firewall.bench.KernelBench",
            figures.toString()));
    return command;
  }

  private static void call(List<String> command) throws IOException, InterruptedException {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new Failure(
            "the firewall's benchmark needs root, ip(8), nft(8) and libnftables: " + said.strip());
      }
    } catch (IOException e) {
      throw new Failure("the firewall's benchmark needs ip(8): " + e.getMessage(), e);
    }
  }
}
