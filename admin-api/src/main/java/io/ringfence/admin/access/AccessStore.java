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
    /// What changes with the password, and tells nothing of it.
    byte[] mark() {
      return Sha256.of(passwordHash);
    }

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

  /// A console session that goes on.
  record Session(UUID id, Instant usedAt, String actor, Role role) {}

  private final Pool pool;

  AccessStore(Pool pool) {
    this.pool = pool;
  }

  /// @param begunAfter before which sessions are over
  /// @param usedAfter when they have been used last before that, they are over too
  Uni<Optional<Session>> session(
      byte[] keyHash, Instant begunAfter, Instant usedAfter, Instant now) {
    return pool.preparedQuery(
            "select s.id, s.used_at, t.id as token, t.name as token_name,"
                + " u.name as user_name, coalesce(u.role, t.role) as role from console_session s"
                + " left join api_token t on t.id = s.token_id"
                + " and (t.expires_at is null or t.expires_at > $4)"
                + " left join admin_user u on u.name = s.user_name"
                + " and sha256(convert_to(u.password_hash, 'UTF8')) = s.user_mark"
                + " where s.key_hash = $1 and s.begun_at > $2 and s.used_at > $3"
                + " and coalesce(u.name, t.name) is not null")
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
    var role = Role.of(row.getString("role"));
    String user = row.getString("user_name");
    String actor =
        user != null
            ? user
            : new Grant(row.getUUID("token"), row.getString("token_name"), role).actor();
    return new Session(
        row.getUUID("id"), row.getOffsetDateTime("used_at").toInstant(), actor, role);
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
