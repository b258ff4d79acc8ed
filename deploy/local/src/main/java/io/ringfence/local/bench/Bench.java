package io.ringfence.local.bench;

import io.ringfence.contracts.bus.Json;
import io.ringfence.local.demo.LatencyBench;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `bench`: runs one benchmark or all.
public final class Bench {

  /// Plays one benchmark and returns its figures.
  interface Measurement {

    List<Result> run(Settings settings, Terminal terminal) throws IOException, InterruptedException;
  }

  private static final Map<String, Measurement> ALL = all();

  private Bench() {}

  private static Map<String, Measurement> all() {
    var all = new LinkedHashMap<String, Measurement>();
    all.put(LatencyBench.NAME, LatencyBench::run);
    all.put(EdgeBench.NAME, EdgeBench::run);
    return all;
  }

  /// @param name one benchmark, `null` for all
  public static void run(Settings settings, Terminal terminal, @Nullable String name, boolean json)
      throws IOException, InterruptedException {
    if (name != null && !ALL.containsKey(name)) {
      throw new Failure(
          "there is no benchmark " + name + "; there are " + String.join(", ", ALL.keySet()));
    }
    var quiet = json ? terminal.resultsAsNotes() : terminal;
    for (var entry : ALL.entrySet()) {
      if (name == null || name.equals(entry.getKey())) {
        for (var result : entry.getValue().run(settings, quiet)) {
          terminal.say(json ? json(result) : row(result));
        }
      }
    }
  }

  private static String json(Result result) {
    return new String(Json.write(result), StandardCharsets.UTF_8);
  }

  private static String row(Result result) {
    return "%-52s %10.1f %s".formatted(result.what(), result.value(), result.unit());
  }
}
