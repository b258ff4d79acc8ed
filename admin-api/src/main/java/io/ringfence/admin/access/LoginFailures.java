package io.ringfence.admin.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.admin.installation.InstallationSettings;
import io.ringfence.admin.problem.Unavailable;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/// Failed console logins, on their way to auth-guard like any other failed login. They wait in a
/// bounded queue while Kafka is away; what does not fit is dropped and counted.
@ApplicationScoped
class LoginFailures {
  private static final Logger LOG = Logger.getLogger(LoginFailures.class);
  private static final int MAX_WAITING = 10_000;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KafkaProducers kafka;
  private final InstallationSettings installation;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Counter dropped;
  private final BlockingQueue<AuthenticationAttempt> waiting =
      new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread sender;

  LoginFailures(
      KafkaProducers kafka, InstallationSettings installation, Clock clock, MeterRegistry metrics) {
    this.kafka = kafka;
    this.installation = installation;
    this.clock = clock;
    this.metrics = metrics;
    this.dropped =
        Counter.builder("ringfence.attempts.dropped")
            .description("Attempts that could not be handed to Kafka")
            .register(metrics);
    this.sender = Thread.ofPlatform().daemon().name("attempts").start(this::run);
  }

  void report(RoutingContext request, String account, Reason reason) {
    var http = request.request();
    var attempt =
        AuthenticationAttempt.observed(
            clock.instant(),
            Service.WEB,
            Outcome.REJECTED,
            reason,
            Source.of(request),
            http.remoteAddress().port(),
            Transport.HTTP,
            account,
            null,
            null,
            http.getHeader(HttpHeaders.USER_AGENT),
            null,
            installation.node(),
            true);
    metrics
        .counter(
            "ringfence.attempts",
            "service",
            Service.WEB.wireName(),
            "outcome",
            Outcome.REJECTED.wireName(),
            "reason",
            reason.wireName())
        .increment();
    if (!waiting.offer(attempt)) {
      dropped.increment();
    }
  }

  private void run() {
    try {
      while (true) {
        send(waiting.take());
      }
    } catch (InterruptedException e) {
      LOG.debugf("stopped with %d attempts not sent", (Object) waiting.size());
    }
  }

  /// A record sent twice has the same event id, by which auth-guard knows it.
  private void send(AuthenticationAttempt attempt) throws InterruptedException {
    while (true) {
      try {
        kafka.send(Topics.ATTEMPTS, attempt.key(), Json.write(attempt)).get();
        return;
      } catch (ExecutionException | RuntimeException e) {
        LOG.debugf("an attempt could not be sent yet: %s", Unavailable.reason(e));
        Thread.sleep(RETRY);
      }
    }
  }

  @PreDestroy
  void stop() {
    sender.interrupt();
  }
}
