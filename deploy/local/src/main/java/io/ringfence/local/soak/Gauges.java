package io.ringfence.local.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a process holds: from its metrics, and from the kernel.
final class Gauges implements AutoCloseable {

  private static final double MIB = 1 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// What the edge's tables hold, by their metric.
  private static final Map<String, String> TABLES = tables();

  private final long pid;
  private final URI metrics;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Gauges(long pid, int managementPort) {
    this.pid = pid;
    this.metrics = URI.create("http://127.0.0.1:" + managementPort + "/q/metrics");
  }

  private static Map<String, String> tables() {
    var tables = new LinkedHashMap<String, String>();
    tables.put("bindings", "ringfence_sip_bindings");
    tables.put("transactions kept", "ringfence_sip_transactions");
    tables.put("requests on their way", "ringfence_sip_forwarding_transactions");
    tables.put("nonces", "ringfence_sip_nonces");
    tables.put("connections", "ringfence_sip_connections");
    tables.put("handshakes", "ringfence_sip_handshakes");
    tables.put("sources with failures", "ringfence_fuse_sources");
    tables.put("events waiting for Kafka", "ringfence_bus_queued");
    return tables;
  }

  /// All that is watched, each with how much it may grow.
  static List<Series> series() {
    var series = new ArrayList<Series>();
    series.add(new Series("heap after collection, MiB", 8));
    series.add(new Series("direct buffers, MiB", 8));
    series.add(new Series("resident memory, MiB", 24));
    series.add(new Series("open files", 20));
    series.add(new Series("threads", 5));
    TABLES.keySet().forEach(table -> series.add(new Series(table, 200)));
    return series;
  }

  /// The present values, by the series' names. Collects garbage first.
  Map<String, Double> sample() throws IOException, InterruptedException {
    collect();
    var told = told();
    var values = new HashMap<String, Double>();
    values.put("heap after collection, MiB", told.getOrDefault(HEAP, 0.0) / MIB);
    values.put("direct buffers, MiB", told.getOrDefault(DIRECT, 0.0) / MIB);
    values.put("resident memory, MiB", status("VmRSS:") / 1_024);
    values.put("threads", status("Threads:"));
    values.put("open files", (double) files());
    TABLES.forEach((table, metric) -> values.put(table, told.getOrDefault(metric, 0.0)));
    return values;
  }

  private static final String HEAP = "jvm_memory_used_bytes/heap";
  private static final String DIRECT = "jvm_buffer_memory_used_bytes/direct";

  private void collect() throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var collection =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!collection.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      collection.destroy();
    }
  }

  /// Values of the same metric with several labels are added up; of memory, each area by itself.
  private Map<String, Double> told() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(metrics).timeout(LIMIT).build();
    var told = new HashMap<String, Double>();
    for (String line : http.send(request, BodyHandlers.ofString()).body().split("\n", -1)) {
      int space = line.lastIndexOf(' ');
      if (space > 0 && line.charAt(0) != '#') {
        told.merge(name(line.substring(0, space)), number(line.substring(space + 1)), Double::sum);
      }
    }
    return told;
  }

  private static String name(String labelled) {
    int brace = labelled.indexOf('{');
    String name = brace < 0 ? labelled : labelled.substring(0, brace);
    String labels = brace < 0 ? "" : labelled.substring(brace);
    if (labels.contains("area=\"heap\"")) {
      return name + "/heap";
    }
    return labels.contains("id=\"direct\"") ? name + "/direct" : name;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private double status(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith(field)) {
        return Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  private long files() throws IOException {
    try (var files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.count();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
