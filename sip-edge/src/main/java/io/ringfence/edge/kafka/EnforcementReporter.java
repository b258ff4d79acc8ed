package io.ringfence.edge.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Service;
import io.ringfence.edge.Core;
import io.ringfence.edge.Node;
import io.ringfence.edge.admission.Block;
import io.ringfence.edge.metrics.MicrometerTally;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reports what this edge holds: after changes, those close together in one report, and every few
/// seconds.
@Singleton
public class EnforcementReporter {

  private static final Logger LOG = Logger.getLogger(EnforcementReporter.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration GAP = Duration.ofMillis(20);
  private static final String BACKEND = "sip";
  private static final int MAX_ARRIVALS = 20;

  private final Core core;
  private final Node node;
  private final MicrometerTally tally;
  private final InstantSource clock;
  private final Bus bus;
  private final ArrayDeque<Applied> recent = new ArrayDeque<>();
  private final Semaphore changes = new Semaphore(0);
  private volatile Configuration configuration = Configuration.INITIAL;
  private volatile boolean live;
  private @Nullable Thread thread;

  EnforcementReporter(Core core, Node node, MicrometerTally tally, InstantSource clock, Bus bus) {
    this.core = core;
    this.node = node;
    this.tally = tally;
    this.clock = clock;
    this.bus = bus;
  }

  /// The state of before this start is in force; from now on changes are news.
  void live() {
    live = true;
    thread = Thread.ofPlatform().daemon().name("report-enforcement").start(this::run);
  }

  boolean isLive() {
    return live;
  }

  void changed(Configuration next) {
    configuration = next;
    changes.release();
  }

  void applied(Block block, BlockState state, Instant at) {
    synchronized (recent) {
      recent.addFirst(new Applied(block.id(), state, at));
      if (recent.size() > EnforcementReport.MAX_RECENT) {
        recent.removeLast();
      }
    }
  }

  /// Asks for a report soon.
  void wake() {
    changes.release();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        report();
        Thread.sleep(GAP);
        var _ = changes.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        changes.drainPermits();
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debug("no more reports");
    }
  }

  private void report() {
    var report = snapshot();
    try {
      var _ =
          bus.producer()
              .send(new ProducerRecord<>(Topics.ENFORCEMENT, report.key(), Json.write(report)));
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.debugf("not reported: %s", e.getMessage());
    }
  }

  private EnforcementReport snapshot() {
    int addresses = core.blocks().addresses();
    int prefixes = core.blocks().prefixes();
    int accounts = core.blocks().ofAccounts();
    List<Applied> applied;
    synchronized (recent) {
      applied = List.copyOf(recent);
    }
    var arrivals =
        core.blocks().arrivals(MAX_ARRIVALS).stream()
            .map(block -> new Dropped(block.getKey(), block.getValue()))
            .toList();
    var report =
        new EnforcementReport(
            Event.SCHEMA_VERSION,
            EventIds.next(),
            clock.instant(),
            node.name(),
            Node.ENFORCER,
            BACKEND,
            addresses + prefixes + accounts,
            Map.of("addresses", addresses, "prefixes", prefixes, "accounts", accounts),
            Map.of(Service.SIP.wireName(), tally.refusedPackets()),
            configuration.effective(clock.instant()).versions(),
            applied,
            null,
            null);
    return report.withDrops(arrivals);
  }

  @PreDestroy
  void close() {
    var current = thread;
    if (current != null) {
      current.interrupt();
    }
  }
}
