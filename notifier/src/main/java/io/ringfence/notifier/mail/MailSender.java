package io.ringfence.notifier.mail;

import io.ringfence.notifier.db.QueuedMail;
import io.ringfence.notifier.outbox.Delivery;
import io.ringfence.notifier.outbox.RetryPolicy.Next;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.mutiny.ext.mail.MailClient;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Hands single mails to the mail server.
///
/// A mail that was accepted but could not be marked as sent, because PostgreSQL went away in
/// between, is remembered: only a crash can repeat it. There is at most one for each sender
/// thread.
@Singleton
class MailSender {

  private static final Logger LOG = Logger.getLogger(MailSender.class);

  private final MailClient client;
  private final MailConfig config;
  private final MailMetrics metrics;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();

  MailSender(MailClient client, MailConfig config, MailMetrics metrics) {
    this.client = client;
    this.config = config;
    this.metrics = metrics;
  }

  /// One try.
  Uni<Next> send(QueuedMail queued) {
    if (accepted.contains(queued.mail().messageId())) {
      return Uni.createFrom().item(new Next.Sent());
    }
    return Uni.createFrom()
        .deferred(() -> client.sendMail(message(queued)))
        .ifNoItem()
        .after(config.timeout())
        .fail()
        .<Delivery>map(ignored -> new Delivery.Accepted())
        .onFailure()
        .recoverWithItem(MailSender::failure)
        .map(delivery -> next(queued, delivery));
  }

  /// The outbox has it as sent.
  void marked(QueuedMail queued) {
    accepted.remove(queued.mail().messageId());
  }

  /// Built here: a mail of Quarkus' own mailer has an empty `Cc`, which RFC 5322 §3.6.3 forbids.
  private MailMessage message(QueuedMail queued) {
    var mail = queued.mail();
    return new MailMessage(config.from(), mail.recipient(), mail.subject(), mail.body())
        .addHeader("Message-ID", mail.messageId())
        .addHeader("Auto-Submitted", "auto-generated");
  }

  private static Delivery failure(Throwable error) {
    String reason =
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    return switch (error) {
      case SMTPException smtp -> Delivery.failed(smtp.getReplyCode(), reason);
      case IllegalArgumentException _ -> new Delivery.Refused(reason);
      default -> new Delivery.Deferred(reason);
    };
  }

  private Next next(QueuedMail queued, Delivery delivery) {
    var mail = queued.mail();
    var next = config.retryPolicy().after(delivery, queued.attempts() + 1);
    switch (next) {
      case Next.Sent() -> {
        accepted.add(mail.messageId());
        metrics.count(mail.kind(), MailMetrics.Result.ACCEPTED, 1);
        LOG.infof("mail %s accepted", mail.messageId());
      }
      case Next.Retry(var delay, var error) -> {
        boolean refused = delivery instanceof Delivery.Refused;
        metrics.count(
            mail.kind(), refused ? MailMetrics.Result.REFUSED : MailMetrics.Result.DEFERRED, 1);
        LOG.warnf("mail %s not sent, again in %s: %s", mail.messageId(), delay, error);
      }
      case Next.GivenUp(var error) -> {
        metrics.count(mail.kind(), MailMetrics.Result.GIVEN_UP, 1);
        LOG.errorf("mail %s given up: %s", mail.messageId(), error);
      }
    }
    return next;
  }
}
