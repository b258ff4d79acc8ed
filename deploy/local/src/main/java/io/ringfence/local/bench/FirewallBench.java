package io.ringfence.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.contracts.bus.Json;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.FirewallAlone;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What it costs firewall-service to bring blocks in force in the kernel, beside `nft` in the same
/// run. Its own classes do it, in a process with the flags of the container image and in a network
/// namespace that is made for it, so nothing of this machine's is touched.
final class FirewallBench {

  static final String NAME = "firewall";

  /// In `deploy/bench`.
  private static final List<String> PROGRAMS = List.of("nftraw", "flood");

  private FirewallBench() {}

  static List<Result> run(Settings settings, Path scratch, Terminal terminal)
      throws IOException, InterruptedException {
    Path programs = Files.createDirectory(scratch.resolve("programs"));
    Path figures = programs.resolve("figures.json");
    var results = new ArrayList<Result>();
    terminal.note("addresses and CIDRs into the kernel, in a network namespace");
    boolean compiled = compile(settings.home(), programs, terminal);
    try (var namespaces = Namespaces.make(terminal)) {
      var command = command(settings.home(), namespaces.name(), figures);
      if (compiled) {
        command.addAll(List.of(programs.toString(), namespaces.peer()));
      }
      call(command);
      results.addAll(FirewallMemory.run(settings, scratch, namespaces.file(), conditions()));
    }
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

  /// The programs that the kernel itself is measured by.
  private static boolean compile(Path home, Path folder, Terminal terminal)
      throws InterruptedException {
    try {
      for (String name : PROGRAMS) {
        String source = home.resolve("deploy/bench").resolve(name + ".c").toString();
        call(List.of("cc", "-O2", "-o", folder.resolve(name).toString(), source));
      }
      return true;
    } catch (IOException | Failure e) {
      terminal.note(
          "without the program in C, and without the cost of a packet: no C compiler (cc), or no"
              + " headers of the kernel");
      return false;
    }
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
    command.addAll(FirewallAlone.FLAGS);
    command.addAll(
        List.of(
            "-cp",
            app.resolve("app") + "/*:" + app.resolve("lib/main") + "/*",
            "io.ringfence.firewall.bench.KernelBench",
            figures.toString()));
    return command;
  }

  static void call(List<String> command) throws IOException, InterruptedException {
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
