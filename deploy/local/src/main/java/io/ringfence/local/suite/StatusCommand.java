package io.ringfence.local.suite;

import io.ringfence.contracts.bus.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// `status`: asks every process now, so that what it says is true whatever the supervisor thinks.
public final class StatusCommand {

  /// One element of `status --json`.
  ///
  /// @param since when the process started, ISO-8601
  record Row(
      String service,
      @Nullable Long pid,
      boolean ready,
      @Nullable String since,
      List<Integer> ports,
      String log,
      @Nullable String reason) {}

  private final DataFolder data;
  private final Terminal terminal;

  public StatusCommand(DataFolder data, Terminal terminal) {
    this.data = data;
    this.terminal = terminal;
  }

  /// Whether all is up and ready.
  public boolean run(boolean json) throws InterruptedException {
    List<Row> rows = rows();
    if (json) {
      terminal.say(new String(Json.write(rows), StandardCharsets.UTF_8));
    } else {
      rows.forEach(row -> terminal.say(line(row)));
    }
    return rows.stream().allMatch(Row::ready);
  }

  private List<Row> rows() throws InterruptedException {
    var state = SuiteState.read(data);
    List<Callable<Row>> questions =
        Arrays.stream(Component.values())
            .map(component -> (Callable<Row>) () -> row(component, state))
            .toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var rows = new ArrayList<Row>();
      for (var answer : threads.invokeAll(questions)) {
        rows.add(answer.get());
      }
      return rows;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Row row(Component component, Optional<SuiteState> state) {
    String log = data.log(component.wireName()).toString();
    List<Integer> ports =
        Arrays.stream(Listener.values())
            .filter(listener -> listener.component() == component)
            .flatMap(listener -> state.map(s -> s.port(listener)).stream())
            .toList();
    var child = state.flatMap(s -> s.child(component)).filter(c -> c.process().find().isPresent());
    if (child.isEmpty()) {
      return new Row(component.wireName(), null, false, null, ports, log, "not running");
    }
    int port = state.orElseThrow().port(Probe.listener(component));
    var reason = Probe.notReady(component, port);
    return new Row(
        component.wireName(),
        child.get().process().pid(),
        reason.isEmpty(),
        child.get().since().toString(),
        ports,
        log,
        reason.orElse(null));
  }

  private static String line(Row row) {
    String since =
        row.since() == null
            ? ""
            : "up "
                + Duration.between(Instant.parse(row.since()), Instant.now())
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString()
                    .substring(2)
                    .toLowerCase(java.util.Locale.ROOT);
    return "%-17s %-9s %-8s %-12s ports %-14s %s%s"
        .formatted(
            row.service(),
            row.ready() ? "ready" : row.pid() == null ? "down" : "not ready",
            row.pid() == null ? "-" : row.pid().toString(),
            since,
            String.join(",", row.ports().stream().map(String::valueOf).toList()),
            row.log(),
            row.reason() == null || row.pid() == null ? "" : "  (" + row.reason() + ")");
  }
}
