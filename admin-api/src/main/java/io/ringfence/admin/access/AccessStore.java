package io.ringfence.admin.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// What a login is checked against. Read for every request, before the request has a session; a
/// database that hangs is away after [#LIMIT].
@ApplicationScoped
class AccessStore {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /// A console user.
  record User(String name, String passwordHash, Role role) {
    @Override
    public String toString() {
      return "User[" + name + "]";
    }
  }

  /// An API token that is valid now.
  record Grant(UUID id, String name, Role role) {
    /// As whom its bearer acts.
    String actor() {
      return "token:" + name;
    }
  }

  /// A console session that goes on, and the token that it was begun with.
  record Session(UUID id, Instant usedAt, Grant grant) {}

  private final Pool pool;

  AccessStore(Pool pool) {
    this.pool = pool;
  }

  /// @param begunAfter before which sessions are over
  /// @param usedAfter when they have been used last before that, they are over too
  Uni<Optional<Session>> session(
      byte[] keyHash, Instant begunAfter, Instant usedAfter, Instant now) {
    return pool.preparedQuery(
            "select s.id as session, s.used_at, t.id, t.name, t.role from console_session s"
                + " join api_token t on t.id = s.token_id"
                + " where s.key_hash = $1 and s.begun_at > $2 and s.used_at > $3"
                + " and (t.expires_at is null or t.expires_at > $4)")
        .execute(
            Tuple.of(
                Buffer.buffer(keyHash),
                begunAfter.atOffset(ZoneOffset.UTC),
                usedAfter.atOffset(ZoneOffset.UTC),
                now.atOffset(ZoneOffset.UTC)))
        .ifNoItem()
        .after(LIMIT)
        .fail()
        .map(
            rows -> {
              var found = rows.iterator();
              return found.hasNext() ? Optional.of(session(found.next())) : Optional.empty();
            });
  }

  private static Session session(Row row) {
    return new Session(
        row.getUUID("session"), row.getOffsetDateTime("used_at").toInstant(), grant(row));
  }

  Uni<Void> use(UUID session, Instant now) {
    return pool.preparedQuery("update console_session set used_at = $2 where id = $1")
        .execute(Tuple.of(session, now.atOffset(ZoneOffset.UTC)))
        .ifNoItem()
        .after(LIMIT)
        .fail()
        .replaceWithVoid();
  }

  Uni<Optional<Grant>> token(byte[] hash, Instant now) {
    return pool.preparedQuery(
            "select id, name, role from api_token"
                + " where token_hash = $1 and (expires_at is null or expires_at > $2)")
        .execute(Tuple.of(Buffer.buffer(hash), now.atOffset(ZoneOffset.UTC)))
        .ifNoItem()
        .after(LIMIT)
        .fail()
        .map(
            rows -> {
              var found = rows.iterator();
              return found.hasNext() ? Optional.of(grant(found.next())) : Optional.empty();
            });
  }

  private static Grant grant(Row row) {
    return new Grant(row.getUUID("id"), row.getString("name"), Role.of(row.getString("role")));
  }

  Uni<Optional<User>> user(String name) {
    return pool.preparedQuery("select name, password_hash, role from admin_user where name = $1")
        .execute(Tuple.of(name))
        .ifNoItem()
        .after(LIMIT)
        .fail()
        .map(
            rows -> {
              var found = rows.iterator();
              return found.hasNext()
                  ? Optional.of(found.next())
                      .map(
                          row ->
                              new User(
                                  row.getString("name"),
                                  row.getString("password_hash"),
                                  Role.of(row.getString("role"))))
                  : Optional.empty();
            });
  }
}
