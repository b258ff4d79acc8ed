package io.ringfence.notifier.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.notifier.db.MailOutbox;
import io.ringfence.notifier.db.OutboxException;
import io.ringfence.notifier.mail.MailConfig;
import io.ringfence.notifier.mail.MailDispatcher;
import io.ringfence.notifier.mail.MailMetrics;
import io.ringfence.notifier.warning.BlockWarning;
import io.ringfence.notifier.warning.Mail;
import io.ringfence.notifier.warning.NoticeLimit;
import io.ringfence.notifier.warning.Recipients;
import io.ringfence.notifier.warning.Warning;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Alerts into the outbox, one after the other. Its offset moves on when the mails are in
/// PostgreSQL, or the record is put aside: either is waited for as long as it takes. Taking
/// an alert twice is harmless, see [MailOutbox#add].
@ApplicationScoped
class AlertConsumer {

  private static final Logger LOG = Logger.getLogger(AlertConsumer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final PolicyFollower policy;
  private final MailOutbox outbox;
  private final MailDispatcher dispatcher;
  private final DeadLetters deadLetters;
  private final MailMetrics metrics;
  private final MailConfig config;
  private final NoticeLimit notices;

  AlertConsumer(
      PolicyFollower policy,
      MailOutbox outbox,
      MailDispatcher dispatcher,
      DeadLetters deadLetters,
      MailMetrics metrics,
      MailConfig config) {
    this.policy = policy;
    this.outbox = outbox;
    this.dispatcher = dispatcher;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
    this.config = config;
    requireKinds(config.kinds());
    this.notices = new NoticeLimit(config.noticesPerHour());
  }

  private static void requireKinds(Set<String> asked) {
    var known =
        Arrays.stream(SecurityAlert.Kind.values())
            .filter(kind -> kind != SecurityAlert.Kind.UNKNOWN)
            .map(SecurityAlert.Kind::wireName)
            .toList();
    for (String kind : asked) {
      if (!known.contains(kind)) {
        throw new IllegalArgumentException(
            "ringfence.mail.kinds: '" + kind + "' is none of " + String.join(", ", known));
      }
    }
  }

  @Incoming("alerts")
  @RunOnVirtualThread
  void take(ConsumerRecord<String, byte[]> record) throws InterruptedException {
    var inForce = policy.awaitPolicy();
    List<Mail> mails;
    try {
      mails = mails(record, inForce);
    } catch (RuntimeException e) {
      putAside(record, e);
      return;
    }
    if (!mails.isEmpty()) {
      queue(record, mails);
    }
  }

  private List<Mail> mails(ConsumerRecord<String, byte[]> record, GuardPolicy inForce) {
    if (record.value() == null) {
      throw new IllegalArgumentException("an alert without a value");
    }
    var alert = Json.read(record.value(), SecurityAlert.class);
    if (alert.kind() == SecurityAlert.Kind.UNKNOWN) {
      LOG.debugf("alert %s is of a kind this version does not know", alert.eventId());
      return List.of();
    }
    if (!isWanted(alert)) {
      return List.of();
    }
    var recipients = Recipients.of(inForce.warningRecipients());
    if (recipients.refused() > 0) {
      metrics.count(BlockWarning.KIND, MailMetrics.Result.NO_ADDRESS, recipients.refused());
    }
    return Warning.mails(alert, recipients.mailable(), config.domain());
  }

  private boolean isWanted(SecurityAlert alert) {
    String kind = alert.kind().wireName();
    if (!config.kinds().contains(kind)) {
      return false;
    }
    boolean isAdmitted = notices.admits(alert);
    if (!isAdmitted) {
      metrics.count(kind, MailMetrics.Result.LIMITED, 1);
    }
    return isAdmitted;
  }

  private void queue(ConsumerRecord<String, byte[]> record, List<Mail> mails)
      throws InterruptedException {
    for (var pause = FIRST_PAUSE; ; pause = longer(pause)) {
      try {
        if (outbox.add(mails) > 0) {
          dispatcher.wake();
        }
        return;
      } catch (OutboxException e) {
        if (e.isBecauseOfTheData()) {
          putAside(record, e);
          return;
        }
        LOG.warnf("an alert waits: %s", e.getMessage());
      }
      Thread.sleep(pause);
    }
  }

  private void putAside(ConsumerRecord<String, byte[]> record, RuntimeException reason)
      throws InterruptedException {
    for (var pause = FIRST_PAUSE; ; pause = longer(pause)) {
      try {
        deadLetters.send(record, String.valueOf(reason.getMessage()));
        return;
      } catch (RuntimeException e) {
        LOG.warnf("a malformed alert waits to be put aside: %s", e.getMessage());
      }
      Thread.sleep(pause);
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
