package io.ringfence.firewall;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.event.Origin;
import io.ringfence.firewall.enforcement.Observer;
import io.ringfence.firewall.enforcement.Status;
import io.ringfence.firewall.rules.BlockKind;
import io.ringfence.firewall.rules.Names;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// What is measured. No label carries an address or an account.
@ApplicationScoped
class FirewallMetrics implements Observer {

  private static final Duration[] BUCKETS =
      List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 30_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  /// Own services with a label of their own, which is more than admin-api lets there be.
  private static final int MAX_OWN = 64;

  private final MeterRegistry registry;
  private final Timer enforcement;
  private final Counter failures;
  private final Counter repairs;
  private final Counter reportsDropped;
  private final Counter takenBack;

  /// Of the operator's own services, by name. Of the enforcing thread alone.
  private final Map<String, List<Meter>> own = new HashMap<>();

  private volatile Supplier<Status> shown = () -> Status.STARTING;

  FirewallMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.enforcement =
        Timer.builder("ringfence.enforcement")
            .description("From the attempt that decided a block to its being in force")
            .tag("enforcer", "firewall-service")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.failures = counter("ringfence.firewall.apply.failures", "Transactions that failed");
    this.repairs =
        counter(
            "ringfence.firewall.repairs",
            "What was found missing, foreign or wrong in the kernel, and was mended");
    this.reportsDropped =
        counter("ringfence.firewall.reports.dropped", "Reports that did not reach Kafka");
    this.takenBack =
        counter(
            "ringfence.firewall.changes.taken.back",
            "Changes that nobody had confirmed in time and that this node took back");
  }

  /// Shows what the status says each time it is asked.
  void show(Supplier<Status> status) {
    shown = status;
    for (String set : Names.sets()) {
      Gauge.builder(
              "ringfence.firewall.elements", () -> status.get().elements().getOrDefault(set, 0))
          .description("Elements of a set")
          .tag("set", set)
          .register(registry);
    }
    for (var service : Names.SERVICES) {
      dropped(service.wireName());
      passed(service.wireName());
    }
    for (String target : List.of("ip", "prefix")) {
      for (var origin : Origin.values()) {
        var kind = new BlockKind(target, origin);
        Gauge.builder("ringfence.blocks.active", () -> status.get().blocks().getOrDefault(kind, 0))
            .description("Blocks that are to be enforced")
            .tag("target", target)
            .tag("origin", origin.wireName())
            .register(registry);
      }
    }
    for (String kind : List.of(ConfigKey.GUARD_POLICY, ConfigKey.GROUP, ConfigKey.SERVICE)) {
      Gauge.builder("ringfence.config.version", () -> version(status.get(), kind))
          .description("The highest version in force of a kind of document")
          .tag("document", ConfigKey.kind(kind))
          .register(registry);
    }
    Gauge.builder("ringfence.firewall.drift", () -> status.get().proof().drift().total())
        .description("What the latest comparison with the kernel has found not to be as it should")
        .register(registry);
    Gauge.builder("ringfence.firewall.proof.age", () -> age(status.get()))
        .baseUnit("seconds")
        .description("Since the kernel was last found to hold what it should; -1 before")
        .register(registry);
    FunctionCounter.builder("ringfence.firewall.blocks.refused", status, now -> now.get().refused())
        .description("Blocks not enforced because the table was full")
        .register(registry);
  }

  @Override
  public void inForce(Duration latency) {
    enforcement.record(latency.isNegative() ? Duration.ZERO : latency);
  }

  @Override
  public void applyFailed() {
    failures.increment();
  }

  @Override
  public void tookBack() {
    takenBack.increment();
  }

  @Override
  public void counting(Set<String> services) {
    own.entrySet()
        .removeIf(
            gone -> {
              boolean isGone = !services.contains(gone.getKey());
              if (isGone) {
                gone.getValue().forEach(registry::remove);
              }
              return isGone;
            });
    services.stream()
        .filter(service -> !ProtectedService.isBuiltIn(service) && !own.containsKey(service))
        .limit(MAX_OWN - own.size())
        .forEach(service -> own.put(service, dropped(service)));
  }

  @Override
  public void drifted(int elements) {
    repairs.increment(elements);
  }

  void reportDropped() {
    reportsDropped.increment();
  }

  /// A malformed record was passed over.
  void recordRefused(String topic) {
    registry.counter("ringfence.records.refused", "topic", topic).increment();
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private static double age(Status status) {
    var provenAt = status.proof().provenAt();
    return provenAt == null ? -1 : Duration.between(provenAt, Instant.now()).toMillis() / 1e3;
  }

  private List<Meter> dropped(String service) {
    var meters = new ArrayList<Meter>();
    meters.add(
        FunctionCounter.builder(
                "ringfence.firewall.dropped.packets",
                this,
                metrics -> metrics.shown.get().droppedPackets().getOrDefault(service, 0L))
            .description("Packets dropped on their way to a service")
            .tag("service", service)
            .register(registry));
    for (var counter : Names.dropCounters(service)) {
      meters.add(
          FunctionCounter.builder(
                  "ringfence.firewall.set.dropped.packets",
                  this,
                  metrics -> metrics.shown.get().droppedBySet().getOrDefault(counter.set(), 0L))
              .description("Packets dropped on their way to a service, by the set that did it")
              .tag("service", service)
              .tag("set", counter.set())
              .register(registry));
    }
    return meters;
  }

  private void passed(String service) {
    FunctionCounter.builder(
            "ringfence.firewall.passed.packets",
            this,
            metrics -> metrics.shown.get().passedPackets().getOrDefault(service, 0L))
        .description("Packets that came through to a service although a block was to drop them")
        .tag("service", service)
        .register(registry);
  }

  private static long version(Status status, String kind) {
    return status.configVersions().entrySet().stream()
        .filter(document -> document.getKey().startsWith(kind))
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(0);
  }
}
