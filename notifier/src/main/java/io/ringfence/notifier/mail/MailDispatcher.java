package io.ringfence.notifier.mail;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.notifier.db.MailOutbox;
import io.ringfence.notifier.db.OutboxException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/// Empties the outbox: a few sender threads, each taking one due mail after the other. They
/// run at once when [#wake] says that there is something new, and look for leftovers every
/// now and then.
@Singleton
public class MailDispatcher {

  private static final Logger LOG = Logger.getLogger(MailDispatcher.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final MailOutbox outbox;
  private final MailSender sender;
  private final MailConfig config;
  private final List<Worker> workers;
  private volatile boolean stopped;

  MailDispatcher(MailOutbox outbox, MailSender sender, MailConfig config) {
    this.outbox = outbox;
    this.sender = sender;
    this.config = config;
    this.workers = IntStream.range(0, config.senders()).mapToObj(Worker::new).toList();
  }

  void start(@Observes StartupEvent event) {
    workers.forEach(worker -> worker.thread.start());
  }

  /// Lets a mail that is being handed over be finished and marked.
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped = true;
    wake();
    for (var worker : workers) {
      worker.thread.join(STOP_LIMIT);
    }
  }

  /// There are new mails.
  public void wake() {
    workers.forEach(worker -> worker.wakeUp.offer(true));
  }

  /// Its queue holds one element at most: several calls before it runs are one.
  private final class Worker implements Runnable {

    private final BlockingQueue<Boolean> wakeUp = new ArrayBlockingQueue<>(1);
    private final Thread thread;

    Worker(int number) {
      thread = Thread.ofVirtual().name("mail-sender-" + number).unstarted(this);
    }

    @Override
    public void run() {
      while (!stopped) {
        try {
          sendDue();
          wakeUp.poll(config.poll().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    private void sendDue() {
      try {
        while (!stopped && sendNext()) {
          // until nothing is due
        }
      } catch (OutboxException e) {
        LOG.debugf(e, "the outbox is not to be had, again in %s", config.poll());
      }
    }

    private boolean sendNext() {
      var done = outbox.deliverNext(sender::send);
      if (done != null) {
        sender.marked(done);
      }
      return done != null;
    }
  }
}
