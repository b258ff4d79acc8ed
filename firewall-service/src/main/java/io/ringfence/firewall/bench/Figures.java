package io.ringfence.firewall.bench;

import io.ringfence.contracts.bus.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What was measured.
final class Figures {

  private final List<Figure> all = new ArrayList<>();

  record Figure(String what, String unit, double value) {}

  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  void add(String what, String unit, double value) {
    all.add(new Figure(what, unit, value));
  }

  void ratio(String what, List<Long> ours, List<Long> theirs) {
    add(what, "", median(ours) / median(theirs));
  }

  void write(Path file) throws IOException {
    Files.write(file, Json.write(all));
  }

  static long nanos(Task task) throws Exception {
    long begin = System.nanoTime();
    task.run();
    return System.nanoTime() - begin;
  }

  /// Processor time of this thread, in nanoseconds.
  static double cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  static double median(List<Long> times) {
    return percentile(times, 50);
  }

  static double percentile(List<Long> times, int percent) {
    var sorted = times.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
