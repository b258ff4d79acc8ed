package io.ringfence.admin.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
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
  record Grant(UUID id, String name, Role role) {}

  private final Pool pool;

  AccessStore(Pool pool) {
    this.pool = pool;
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
              return found.hasNext()
                  ? Optional.of(found.next())
                      .map(
                          row ->
                              new Grant(
                                  row.getUUID("id"),
                                  row.getString("name"),
                                  Role.of(row.getString("role"))))
                  : Optional.empty();
            });
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
