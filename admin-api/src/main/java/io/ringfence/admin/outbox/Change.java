package io.ringfence.admin.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.audit.AuditRow;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.SecurityAlert;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// One change under way: tables, outbox and audit are written in its one transaction. Changes are
/// made one after the other, in all replicas together.
public final class Change {
  private final Mutiny.Session session;
  private final Actor actor;
  private final Instant now;
  private final ObjectMapper json;
  private final List<UnaryOperator<Configuration>> published = new ArrayList<>();
  private boolean sends;

  Change(Mutiny.Session session, Actor actor, Instant now, ObjectMapper json) {
    this.session = session;
    this.actor = actor;
    this.now = now;
    this.json = json;
  }

  public Mutiny.Session session() {
    return session;
  }

  public Actor actor() {
    return actor;
  }

  public Instant now() {
    return now;
  }

  /// A version greater than all before.
  public Uni<Long> nextVersion() {
    return session
        .createNativeQuery("select nextval('config_version')", Long.class)
        .getSingleResult();
  }

  /// Puts a document on topic `config`.
  public Uni<Void> publish(String key, Object document) {
    return config(key, Json.write(document));
  }

  /// The same, for a document of any size that somebody asks for.
  ///
  /// @param maxBytes at most what the topic takes
  /// @throws ProblemException 413 when it has more
  public Uni<Void> publish(String key, Object document, int maxBytes) {
    byte[] bytes = Json.write(document);
    if (bytes.length > maxBytes) {
      throw ProblemException.of(
          413,
          "%s would have %d octets as it is published, and may have %d; shorten or divide it"
              .formatted(key, bytes.length, maxBytes));
    }
    return config(key, bytes);
  }

  /// Removes a document from topic `config`.
  public Uni<Void> retract(String key) {
    return config(key, null);
  }

  private Uni<Void> config(String key, byte @Nullable [] document) {
    published.add(configuration -> configuration.with(key, document));
    return send(Topics.CONFIG, key, document);
  }

  /// What the configuration is once that is read which this change publishes.
  public Configuration after(Configuration before) {
    var after = before;
    for (var step : published) {
      after = step.apply(after);
    }
    return after;
  }

  public Uni<Void> order(Command command) {
    return send(Topics.COMMANDS, command.target().value(), Json.write(command));
  }

  /// Tells administrators, once the change is committed.
  public Uni<Void> alert(SecurityAlert alert) {
    return send(Topics.ALERTS, alert.subject(), Json.write(alert));
  }

  /// Notes who changed what. The documents must not hold a secret.
  public Uni<Void> audit(
      String action, String object, @Nullable Object before, @Nullable Object after) {
    return session.persist(new AuditRow(now, actor, action, object, text(before), text(after)));
  }

  private Uni<Void> send(String topic, String key, byte @Nullable [] value) {
    sends = true;
    return session.persist(new OutboxRow(topic, key, value));
  }

  /// Wakes the outbox's dispatcher, once the change is committed, if it sends anything.
  Uni<Void> end() {
    return sends
        ? session
            .createNativeQuery(
                "select cast(pg_notify('" + Outbox.CHANNEL + "', '') as text)", String.class)
            .getSingleResult()
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private @Nullable String text(@Nullable Object document) {
    try {
      return document == null ? null : json.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
