package io.ringfence.notifier.mail;

import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.notifier.db.OutboxSize;
import jakarta.inject.Singleton;

/// What is counted about mails, kinds as on the wire, never a recipient.
@Singleton
public class MailMetrics {

  /// How a try ended.
  public enum Result {
    ACCEPTED("accepted"),
    DEFERRED("deferred"),
    REFUSED("refused"),
    GIVEN_UP("given-up"),
    NO_ADDRESS("no-address"),
    LIMITED("limited");

    private final String label;

    Result(String label) {
      this.label = label;
    }
  }

  private final MeterRegistry registry;
  private volatile OutboxSize size = new OutboxSize(0, 0);

  MailMetrics(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge("ringfence.mail.outbox.waiting", this, metrics -> metrics.size.waiting());
    registry.gauge("ringfence.mail.outbox.given.up", this, metrics -> metrics.size.givenUp());
  }

  public void count(String kind, Result result, int mails) {
    registry.counter("ringfence.mail.sent", "kind", kind, "result", result.label).increment(mails);
  }

  void outbox(OutboxSize now) {
    size = now;
  }
}
