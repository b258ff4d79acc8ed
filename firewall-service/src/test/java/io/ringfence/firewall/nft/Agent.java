package io.ringfence.firewall.nft;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.enforcement.Enforcement;
import io.ringfence.firewall.enforcement.Node;
import io.ringfence.firewall.enforcement.Observer;
import io.ringfence.firewall.enforcement.Outbox;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.rules.BlockRecord;
import io.ringfence.firewall.rules.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An agent that enforces in the kernel of the calling thread's network namespace, without a bus
/// and with clocks that can be put forward.
final class Agent implements Outbox, Observer, AutoCloseable {

  final List<EnforcementReport> reports = new ArrayList<>();
  final List<SecurityAlert> alerts = new ArrayList<>();
  final KernelEnforcer kernel;
  int failures;
  private final Enforcement enforcement;
  private Duration wall = Duration.ZERO;
  private Duration passed = Duration.ZERO;

  Agent(Configuration configuration) throws Exception {
    kernel = KernelEnforcer.open(null);
    var node = new Node("node", this::now, () -> System.nanoTime() + passed.toNanos());
    enforcement =
        new Enforcement(kernel, null, new DesiredState(1_000_000), node, this, this, _ -> {});
    enforcement.configure(configuration);
  }

  /// By its clock.
  Instant now() {
    return Instant.now().plus(wall);
  }

  /// Enforces what it knows.
  void start() {
    enforcement.start();
    enforcement.work();
  }

  void block(String target, @Nullable Instant until) {
    enforcement.take(List.of(Blocks.record(Blocks.active(target, now(), until, Service.SIP))));
    enforcement.work();
  }

  void take(List<BlockRecord> records) {
    enforcement.take(records);
    enforcement.work();
  }

  void release(String target) {
    enforcement.take(List.of(Blocks.tombstone(target)));
    enforcement.work();
  }

  void configure(Configuration configuration) {
    enforcement.configure(configuration);
    enforcement.work();
  }

  /// Some seconds later.
  void later() {
    later(Duration.ofSeconds(6));
  }

  void later(Duration by) {
    wall = wall.plus(by);
    passed = passed.plus(by);
    enforcement.work();
  }

  /// Tells a configuration and blocks together.
  void configure(Configuration configuration, List<BlockRecord> records) {
    enforcement.configure(configuration);
    enforcement.take(records);
    enforcement.work();
  }

  void setClock(Duration by) {
    wall = wall.plus(by);
    enforcement.work();
  }

  EnforcementReport latest() {
    return reports.getLast();
  }

  @Override
  public void report(EnforcementReport report) {
    reports.add(report);
  }

  @Override
  public void alert(SecurityAlert alert) {
    alerts.add(alert);
  }

  @Override
  public void inForce(Duration latency) {}

  @Override
  public void applyFailed() {
    failures++;
  }

  @Override
  public void drifted(int elements) {}

  @Override
  public void close() {
    kernel.close();
  }
}
