package io.ringfence.local.bench;

import io.ringfence.contracts.bus.Json;
import io.ringfence.local.demo.LatencyBench;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `bench`: runs one benchmark or all.
public final class Bench {

  /// Plays one benchmark and returns its figures.
  interface Measurement {

    /// @param scratch a folder for what it makes
    List<Result> run(Settings settings, Path scratch, Terminal terminal)
        throws IOException, InterruptedException;
  }

  private static final Map<String, List<Measurement>> ALL = all();

  /// A part that can be played alone.
  private static final Map<String, List<Measurement>> PARTS =
      Map.of(FloodBench.NAME, List.of(FloodBench::run));

  private Bench() {}

  private static Map<String, List<Measurement>> all() {
    var all = new LinkedHashMap<String, List<Measurement>>();
    all.put(
        LatencyBench.NAME,
        List.of((settings, _, terminal) -> LatencyBench.run(settings, terminal)));
    all.put(EdgeBench.NAME, List.of(EdgeBench::run, FloodBench::run));
    all.put(GuardBench.NAME, List.of(GuardBench::run));
    all.put(FirewallBench.NAME, List.of(FirewallBench::run));
    return all;
  }

  /// @param name one benchmark, `null` for all
  public static void run(Settings settings, Terminal terminal, @Nullable String name, boolean json)
      throws IOException, InterruptedException {
    if (name != null && !ALL.containsKey(name) && !PARTS.containsKey(name)) {
      throw new Failure(
          "there is no benchmark %s; there are %s, and of %s also %s alone"
              .formatted(
                  name,
                  String.join(", ", ALL.keySet()),
                  EdgeBench.NAME,
                  String.join(", ", PARTS.keySet())));
    }
    var quiet = json ? terminal.resultsAsNotes() : terminal;
    for (Measurement each : named(name)) {
      var scratch = Scratch.make(settings.home(), "bench", terminal.resultsAsNotes());
      for (var result : each.run(settings, scratch.folder(), quiet)) {
        terminal.say(json ? json(result) : row(result));
      }
      scratch.delete();
    }
  }

  private static List<Measurement> named(@Nullable String name) {
    return name == null
        ? ALL.values().stream().flatMap(List::stream).toList()
        : ALL.getOrDefault(name, PARTS.getOrDefault(name, List.of()));
  }

  private static String json(Result result) {
    return new String(Json.write(result), StandardCharsets.UTF_8);
  }

  private static String row(Result result) {
    String value = result.unit().isEmpty() ? "%10.2f" : "%10.1f";
    return ("%-78s " + value + " %s").formatted(result.what(), result.value(), result.unit());
  }
}
