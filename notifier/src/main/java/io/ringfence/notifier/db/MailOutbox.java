package io.ringfence.notifier.db;

import io.quarkus.vertx.VertxContextSupport;
import io.ringfence.notifier.outbox.RetryPolicy.Next;
import io.ringfence.notifier.warning.Mail;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Table `mail_outbox`: the mails to be sent and those that were. Methods wait for
/// PostgreSQL, so call them from a virtual thread; they throw [OutboxException] when it does
/// not do as asked.
@ApplicationScoped
public class MailOutbox {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String ADD =
      """
      INSERT INTO mail_outbox (alert_id, kind, recipient, message_id, subject, body)
      VALUES (:alertId, :kind, :recipient, :messageId, :subject, :body)
      ON CONFLICT DO NOTHING""";

  private static final String LOCK_NEXT =
      """
      SELECT id, alert_id, kind, recipient, message_id, subject, body, attempts FROM mail_outbox
      WHERE sent_at IS NULL AND next_attempt_at <= now()
      ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED""";

  private static final String SENT =
      """
      UPDATE mail_outbox SET attempts = attempts + 1, sent_at = clock_timestamp(), last_error = NULL
      WHERE id = :id""";

  private static final String RETRY =
      """
      UPDATE mail_outbox SET attempts = attempts + 1, last_error = :error,
        next_attempt_at = clock_timestamp() + :millis * INTERVAL '1 millisecond'
      WHERE id = :id""";

  private static final String GIVEN_UP =
      """
      UPDATE mail_outbox SET attempts = attempts + 1, last_error = :error,
        next_attempt_at = 'infinity'
      WHERE id = :id""";

  private static final String SIZE =
      """
      SELECT count(*) FILTER (WHERE next_attempt_at < 'infinity'),
        count(*) FILTER (WHERE next_attempt_at = 'infinity')
      FROM mail_outbox WHERE sent_at IS NULL""";

  private static final String FORGET =
      """
      DELETE FROM mail_outbox
      WHERE sent_at < clock_timestamp() - :seconds * INTERVAL '1 second'""";

  private final Mutiny.SessionFactory sessions;

  MailOutbox(Mutiny.SessionFactory sessions) {
    this.sessions = sessions;
  }

  /// Puts these mails in, all or none. A mail whose alert and recipient are there already is
  /// left as it is.
  ///
  /// @return how many were new
  public int add(List<Mail> mails) {
    return await(
        () ->
            sessions
                .withStatelessTransaction(session -> insert(session, mails))
                .ifNoItem()
                .after(LIMIT)
                .fail());
  }

  private static Uni<Integer> insert(Mutiny.StatelessSession session, List<Mail> mails) {
    var inserted = Uni.createFrom().item(0);
    for (var mail : mails) {
      inserted =
          inserted.chain(
              before ->
                  session
                      .createNativeQuery(ADD)
                      .setParameter("alertId", mail.alertId())
                      .setParameter("kind", mail.kind())
                      .setParameter("recipient", mail.recipient())
                      .setParameter("messageId", mail.messageId())
                      .setParameter("subject", mail.subject())
                      .setParameter("body", mail.body())
                      .executeUpdate()
                      .map(rows -> before + rows));
    }
    return inserted;
  }

  /// Takes the mail that has been due longest, has it delivered, and notes what comes of it.
  /// The row is locked meanwhile: no other instance takes it, and if this one dies, the next
  /// one may at once.
  ///
  /// @return the mail, `null` when none was due
  public @Nullable QueuedMail deliverNext(Function<QueuedMail, Uni<Next>> delivery) {
    return await(
        () ->
            sessions.withStatelessTransaction(
                session ->
                    session
                        .createNativeQuery(LOCK_NEXT, OutboxRow.class)
                        .getSingleResultOrNull()
                        .chain(
                            row ->
                                row == null
                                    ? Uni.createFrom().nullItem()
                                    : deliver(session, row.queued(), delivery))));
  }

  private static Uni<QueuedMail> deliver(
      Mutiny.StatelessSession session, QueuedMail mail, Function<QueuedMail, Uni<Next>> delivery) {
    Context context = Objects.requireNonNull(Vertx.currentContext(), "no Vert.x context");
    return delivery
        .apply(mail)
        .emitOn(command -> context.runOnContext(ignored -> command.run()))
        .chain(next -> update(session, mail.id(), next).executeUpdate())
        .replaceWith(mail);
  }

  private static Mutiny.MutationQuery update(Mutiny.StatelessSession session, long id, Next next) {
    return switch (next) {
      case Next.Sent() -> session.createNativeQuery(SENT).setParameter("id", id);
      case Next.Retry(var delay, var error) ->
          session
              .createNativeQuery(RETRY)
              .setParameter("id", id)
              .setParameter("error", error)
              .setParameter("millis", delay.toMillis());
      case Next.GivenUp(var error) ->
          session.createNativeQuery(GIVEN_UP).setParameter("id", id).setParameter("error", error);
    };
  }

  public OutboxSize size() {
    Object[] counts =
        await(
            () ->
                sessions
                    .withStatelessSession(
                        session ->
                            session.createNativeQuery(SIZE, Object[].class).getSingleResult())
                    .ifNoItem()
                    .after(LIMIT)
                    .fail());
    return new OutboxSize(((Number) counts[0]).longValue(), ((Number) counts[1]).longValue());
  }

  /// Deletes what was sent longer ago than this.
  public int forgetSent(Duration age) {
    return await(
        () ->
            sessions
                .withStatelessTransaction(
                    session ->
                        session
                            .createNativeQuery(FORGET)
                            .setParameter("seconds", age.toSeconds())
                            .executeUpdate())
                .ifNoItem()
                .after(LIMIT)
                .fail());
  }

  private static <T extends @Nullable Object> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (Throwable e) {
      throw OutboxException.of(e);
    }
  }
}
