package io.ringfence.notifier.mail;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.notifier.db.MailOutbox;
import io.ringfence.notifier.db.OutboxException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Measures the outbox now and then, and deletes what was sent long ago.
@Singleton
class OutboxKeeper {

  private static final Logger LOG = Logger.getLogger(OutboxKeeper.class);
  private static final Duration TIDY_EVERY = Duration.ofHours(1);

  private final MailOutbox outbox;
  private final MailMetrics metrics;
  private final MailConfig config;
  private final Thread thread;
  private boolean reachable = true;

  OutboxKeeper(MailOutbox outbox, MailMetrics metrics, MailConfig config) {
    this.outbox = outbox;
    this.metrics = metrics;
    this.config = config;
    this.thread = Thread.ofVirtual().name("outbox-keeper").unstarted(this::run);
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    thread.interrupt();
  }

  private void run() {
    long rounds = Math.max(1, TIDY_EVERY.dividedBy(config.poll()));
    try {
      for (long round = 0; !Thread.currentThread().isInterrupted(); round++) {
        look(round % rounds == 0);
        Thread.sleep(config.poll());
      }
    } catch (InterruptedException e) {
      LOG.debug("the outbox is no longer looked after");
    }
  }

  private void look(boolean tidy) {
    try {
      metrics.outbox(outbox.size());
      int forgotten = tidy ? outbox.forgetSent(config.keepSent()) : 0;
      if (forgotten > 0) {
        LOG.infof("%d mails sent more than %s ago deleted", forgotten, config.keepSent());
      }
      if (!reachable) {
        LOG.info("the outbox is back");
      }
      reachable = true;
    } catch (OutboxException e) {
      if (reachable) {
        LOG.warnf("no mail can be sent: %s", e.getMessage());
      }
      reachable = false;
    }
  }
}
