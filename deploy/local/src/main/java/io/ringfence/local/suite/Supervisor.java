package io.ringfence.local.suite;

import io.ringfence.local.server.PostgresCluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts the suite, watches it, and stops it. All state belongs to the thread that calls [#run];
/// everything that happens elsewhere reaches it as an [Event].
final class Supervisor {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration TICK = Duration.ofSeconds(10);
  private static final Duration PROBE_PAUSE = Duration.ofMillis(150);

  private sealed interface Event {
    record Ready(Child child) implements Event {}

    record Ended(Child child) implements Event {}

    record Stop() implements Event {}
  }

  private final Settings settings;
  private final Services services;
  private final Consumer<SuiteState> onReady;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Map<Component, Child> children = new EnumMap<>(Component.class);
  private final Map<Component, RestartPolicy> restarts = new EnumMap<>(Component.class);
  private final Map<Component, Instant> dueAgain = new EnumMap<>(Component.class);
  private final Map<Component, String> notReady = new ConcurrentHashMap<>();
  private final Instant startedAt = Instant.now();
  private SuiteState.Phase phase = SuiteState.Phase.STARTING;
  private @Nullable Long readyAfterMillis;

  Supervisor(Settings settings, Consumer<SuiteState> onReady) {
    this.settings = settings;
    this.services = new Services(settings);
    this.onReady = onReady;
  }

  /// Asks [#run] to stop everything, and waits until it has.
  void stop() {
    events.add(new Event.Stop());
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns when the suite was stopped.
  ///
  /// @throws Failure when it could not start or could not go on; nothing is left running then
  void run() throws InterruptedException {
    try (var _ = FolderLock.take(settings.data())) {
      Leftovers.end(settings.data());
      new Preflight(settings).check();
      try {
        startAll();
        watch();
        stopAll();
        SuiteState.delete(settings.data());
      } catch (IOException | RuntimeException e) {
        Failure failure = Failures.of(e, settings.data());
        stopAll();
        write(SuiteState.Phase.FAILED, failure.getMessage());
        throw failure;
      }
    } catch (IOException e) {
      throw Failures.of(e, settings.data());
    } finally {
      over.countDown();
    }
  }

  /// The servers, and admin-api, which takes longest and makes the schema for the others.
  private void startAll() throws IOException, InterruptedException {
    write(SuiteState.Phase.STARTING, null);
    start(Component.KAFKA);
    start(Component.POSTGRESQL);
    start(Component.ADMIN_API);
    start(Component.MAILBOX);
  }

  /// The rest comes when it need not wait for the servers: that spares the two cores.
  private void startRest() throws IOException, InterruptedException {
    boolean serversReady = Stream.of(Component.KAFKA, Component.POSTGRESQL).allMatch(this::isReady);
    if (!serversReady) {
      return;
    }
    for (var component : Component.SERVICES) {
      if (!children.containsKey(component)) {
        start(component);
      }
    }
  }

  private boolean isReady(Component component) {
    var child = children.get(component);
    return child != null && child.isReady();
  }

  private void start(Component component) throws IOException, InterruptedException {
    var secrets = Secrets.of(settings.data());
    var command = new ArrayList<>(Child.session());
    if (component == Component.SIP_EDGE) {
      new TlsCertificate(settings.data()).make(settings.serverNames());
    } else {
      command.addAll(Child.behindTheEdge());
    }
    if (component == Component.POSTGRESQL) {
      var cluster = new PostgresCluster(settings.home(), settings.data().postgres());
      cluster.prepare(secrets.postgresPassword(), settings.data().log("postgresql"));
      command.addAll(cluster.command(settings.port(Listener.POSTGRES)));
    } else {
      command.addAll(Child.bond());
      command.addAll(services.command(component));
    }
    var child =
        Child.start(component, command, services.environment(component, secrets), settings.data());
    children.put(component, child);
    Thread.ofVirtual().start(() -> probe(child));
    Thread.ofVirtual().start(() -> awaitEnd(child));
    write(phase, null);
  }

  private void probe(Child child) {
    int port = settings.port(Probe.listener(child.component()));
    while (child.isAlive()) {
      var reason = Probe.notReady(child.component(), port);
      if (reason.isEmpty()) {
        notReady.remove(child.component());
        events.add(new Event.Ready(child));
        return;
      }
      notReady.put(child.component(), reason.get());
      try {
        Thread.sleep(PROBE_PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void awaitEnd(Child child) {
    child.process().onExit().join();
    events.add(new Event.Ended(child));
  }

  /// Handles events until one asks to stop.
  private void watch() throws IOException, InterruptedException {
    while (true) {
      var event = events.poll(untilNext().toMillis(), TimeUnit.MILLISECONDS);
      switch (event) {
        case Event.Stop() -> {
          return;
        }
        case Event.Ready(var child) -> becameReady(child);
        case Event.Ended(var child) -> ended(child);
        case null -> tick();
      }
    }
  }

  private Duration untilNext() {
    return dueAgain.values().stream()
        .map(due -> Duration.between(Instant.now(), due))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .min(Duration::compareTo)
        .filter(wait -> wait.compareTo(TICK) < 0)
        .orElse(phase == SuiteState.Phase.STARTING ? Duration.ofSeconds(1) : TICK);
  }

  private void becameReady(Child child) throws IOException, InterruptedException {
    child.ready();
    startRest();
    boolean complete =
        phase == SuiteState.Phase.STARTING
            && children.size() == Component.values().length
            && children.values().stream().allMatch(Child::isReady);
    if (complete) {
      readyAfterMillis = Duration.between(startedAt, Instant.now()).toMillis();
    }
    var state = write(complete ? SuiteState.Phase.READY : phase, null);
    if (complete) {
      onReady.accept(state);
    }
  }

  private void ended(Child child) {
    if (children.get(child.component()) != child) {
      return;
    }
    if (phase == SuiteState.Phase.STARTING) {
      throw new Failure(child.death());
    }
    var pause =
        restarts
            .computeIfAbsent(child.component(), component -> new RestartPolicy())
            .died(Instant.now())
            .orElseThrow(
                () ->
                    new Failure(
                        "%s died %d times within %d s, the last time so: %s"
                            .formatted(
                                child.component().wireName(),
                                RestartPolicy.MAX_DEATHS,
                                RestartPolicy.WITHIN.toSeconds(),
                                child.death())));
    dueAgain.put(child.component(), Instant.now().plus(pause));
  }

  private void tick() throws IOException, InterruptedException {
    if (phase == SuiteState.Phase.STARTING
        && Duration.between(startedAt, Instant.now()).compareTo(START_LIMIT) > 0) {
      throw new Failure(
          "not ready after %d s: %s"
              .formatted(
                  START_LIMIT.toSeconds(),
                  notReady.entrySet().stream()
                      .map(entry -> entry.getKey().wireName() + " (" + entry.getValue() + ")")
                      .collect(Collectors.joining(", "))));
    }
    var now = Instant.now();
    List<Component> due =
        dueAgain.entrySet().stream()
            .filter(entry -> !entry.getValue().isAfter(now))
            .map(Map.Entry::getKey)
            .toList();
    for (var component : due) {
      dueAgain.remove(component);
      start(component);
    }
    for (var child : children.values()) {
      child.boundLog();
    }
  }

  private void stopAll() throws InterruptedException {
    try {
      write(SuiteState.Phase.STOPPING, null);
    } catch (IOException e) {
      phase = SuiteState.Phase.STOPPING;
    }
    stop(Component.SERVICES);
    stop(List.of(Component.MAILBOX));
    stop(List.of(Component.KAFKA));
    stop(List.of(Component.POSTGRESQL));
  }

  private void stop(List<Component> together) throws InterruptedException {
    var stopping =
        children.values().stream()
            .filter(child -> together.contains(child.component()) && child.isAlive())
            .toList();
    stopping.forEach(Child::askToStop);
    for (var child : stopping) {
      child.awaitEnd(STOP_LIMIT);
    }
  }

  private SuiteState write(SuiteState.Phase next, @Nullable String failure) throws IOException {
    phase = next;
    var state =
        new SuiteState(
            phase,
            failure,
            ProcessIdentity.of(ProcessHandle.current()),
            settings.bind(),
            settings.enforce(),
            settings.domain(),
            settings.ports(),
            children.values().stream().map(Child::state).toList(),
            readyAfterMillis);
    state.write(settings.data());
    return state;
  }
}
