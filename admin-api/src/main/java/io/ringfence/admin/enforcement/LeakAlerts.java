package io.ringfence.admin.enforcement;

import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.admin.problem.Unavailable;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.SecurityAlert;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Tells administrators that a node's kernel lets packets of blocked sources pass: on topic
/// `alerts`, at most once an hour for a node. Every replica does, and what is found by the same
/// report is the same alert.
@ApplicationScoped
class LeakAlerts {

  private static final Logger LOG = Logger.getLogger(LeakAlerts.class);
  private static final int MAX_WAITING = 100;
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final KafkaProducers kafka;
  private final ExecutorService sender = sender();

  LeakAlerts(KafkaProducers kafka) {
    this.kafka = kafka;
  }

  /// Sending may wait, and the report's thread must not.
  private static ExecutorService sender() {
    var executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("leak-alerts").factory(),
            (_, _) -> LOG.error("An alert is not sent: too many wait"));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /// @param report that it was found by
  void raise(EnforcementReport report, Leak.Found found) {
    var alert = alert(report, found);
    LOG.warnf("%s: %s", alert.subject(), alert.reason());
    sender.execute(() -> send(alert));
  }

  static SecurityAlert alert(EnforcementReport report, Leak.Found found) {
    return new SecurityAlert(
        Event.SCHEMA_VERSION,
        EventIds.derived(report.eventId(), SecurityAlert.Kind.FIREWALL_LEAK.wireName()),
        report.occurredAt(),
        SecurityAlert.Kind.FIREWALL_LEAK,
        report.node(),
        null,
        null,
        reason(found));
  }

  private static String reason(Leak.Found found) {
    return switch (found.where()) {
      case Leak.Where.ToEdge(var example) ->
          "sip-edge got %d packets of blocked sources that the kernel was to drop, such as of %s"
              .formatted(found.packets(), example.target().value());
      case Leak.Where.ToService(var service) ->
          ("%d packets of blocked sources came through to service %s although the kernel was to"
                  + " drop them: look for a port that is translated to the service's, such as a"
                  + " container's published one or a NodePort, and add it to the service's ports")
              .formatted(found.packets(), service);
    };
  }

  /// Until Kafka has it. An alert sent twice has the same event id, by which the others know it.
  private void send(SecurityAlert alert) {
    try {
      while (!isSent(alert)) {
        Thread.sleep(RETRY);
      }
    } catch (InterruptedException e) {
      LOG.errorf("An alert about %s was not sent before the end", alert.subject());
    }
  }

  private boolean isSent(SecurityAlert alert) throws InterruptedException {
    try {
      kafka.send(Topics.ALERTS, alert.subject(), Json.write(alert)).get();
      return true;
    } catch (ExecutionException | RuntimeException e) {
      LOG.warnf("An alert about %s waits: %s", alert.subject(), Unavailable.reason(e));
      return false;
    }
  }

  @PreDestroy
  void stop() {
    sender.shutdownNow();
  }
}
