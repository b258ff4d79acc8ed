package io.ringfence.admin.enforcement;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.ringfence.admin.blocks.ActiveBlocks;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.EnforcementReport;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The latest report of each enforcer on each node, and what its reports said of single decisions.
@ApplicationScoped
@Startup
public class EnforcementReports {
  private final ConcurrentSkipListMap<String, Holding> enforcers = new ConcurrentSkipListMap<>();
  private final Map<String, Arrivals> arrivals = new ConcurrentHashMap<>();
  private final Map<String, Leak> leaks = new ConcurrentHashMap<>();
  private final ActiveBlocks blocks;
  private final LeakAlerts alerts;
  private final Clock clock;
  private final Counter found;
  private final CompactedTopic topic;

  EnforcementReports(
      KafkaProducers kafka,
      ActiveBlocks blocks,
      LeakAlerts alerts,
      Clock clock,
      MeterRegistry metrics) {
    this.blocks = blocks;
    this.alerts = alerts;
    this.clock = clock;
    Gauge.builder("ringfence.enforcement.leaking.nodes", this, EnforcementReports::leaking)
        .description("Nodes whose kernel lets blocked sources' packets through")
        .register(metrics);
    found =
        Counter.builder("ringfence.enforcement.leaks")
            .description("Times that a node's kernel began to let blocked sources' packets through")
            .register(metrics);
    topic = CompactedTopic.follow(kafka.bootstrapServers(), Topics.ENFORCEMENT, this::accept);
  }

  public boolean isCaughtUp() {
    return topic.isCaughtUp();
  }

  /// By node and enforcer.
  List<Holding> all() {
    return List.copyOf(enforcers.values());
  }

  /// Those of the nodes' kernels, by node.
  List<Holding> kernels() {
    return enforcers.values().stream()
        .filter(holding -> Backends.isKernel(holding.latest()))
        .toList();
  }

  /// Packets of blocked sources that lately came through to sip-edge where the kernel was to drop
  /// them, 0 for none.
  long arriving(EnforcementReport report) {
    var node = arrivals.get(report.node());
    return node == null || !Backends.isKernel(report) || Backends.enforcesNothing(report)
        ? 0
        : node.tooMany();
  }

  /// Whether the kernel that reports this lets packets of blocked sources pass.
  boolean isLeaking(EnforcementReport report, Instant now) {
    var leak = leaks.get(report.node());
    return leak != null && Backends.isKernel(report) && leak.isOpen(now);
  }

  private double leaking() {
    var now = clock.instant();
    return kernels().stream().filter(holding -> isLeaking(holding.latest(), now)).count();
  }

  private Leak leak(EnforcementReport report) {
    return leaks.computeIfAbsent(report.node(), _ -> new Leak());
  }

  private void lookForLeaks(EnforcementReport edge) {
    var kernel = enforcers.get(edge.node() + "/" + Backends.KERNEL);
    var leak = leak(edge).take(edge, kernel, () -> blocks.ofAddresses(edge.occurredAt()));
    tell(edge, leak);
  }

  private void tell(EnforcementReport report, Leak.@Nullable Found leak) {
    if (leak != null) {
      found.increment();
      if (leak.news()) {
        alerts.raise(report, leak);
      }
    }
  }

  private void accept(String key, byte @Nullable [] value) {
    if (value == null) {
      forget(key);
      return;
    }
    var report = Json.read(value, EnforcementReport.class);
    if (Backends.isEdge(report)) {
      arrivals.computeIfAbsent(report.node(), _ -> new Arrivals()).take(report);
      lookForLeaks(report);
    } else if (Backends.isKernel(report)) {
      tell(report, leak(report).take(report));
    }
    var known = enforcers.get(key);
    if (known == null) {
      enforcers.put(key, new Holding(report));
    } else {
      known.take(report);
    }
  }

  /// The enforcer is gone for good.
  private void forget(String key) {
    var gone = enforcers.remove(key);
    if (gone != null) {
      leaks.remove(gone.latest().node());
    }
    if (gone != null && Backends.isEdge(gone.latest())) {
      arrivals.remove(gone.latest().node());
    }
  }

  @PreDestroy
  void close() {
    topic.close();
  }
}
