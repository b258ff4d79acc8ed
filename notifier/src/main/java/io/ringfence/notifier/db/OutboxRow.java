package io.ringfence.notifier.db;

import io.ringfence.notifier.warning.Mail;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `mail_outbox` as it is read. It is written in SQL, so that only PostgreSQL's
/// clock counts.
@Entity
@Table(name = "mail_outbox")
class OutboxRow {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  @Column(name = "alert_id")
  @Nullable UUID alertId;

  @Nullable String kind;

  @Nullable String recipient;

  @Column(name = "message_id")
  @Nullable String messageId;

  @Nullable String subject;

  @Nullable String body;

  int attempts;

  QueuedMail queued() {
    return new QueuedMail(
        present(id),
        attempts,
        new Mail(
            present(alertId),
            present(kind),
            present(recipient),
            present(messageId),
            present(subject),
            present(body)));
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a column of mail_outbox is null that cannot be");
    }
    return value;
  }
}
