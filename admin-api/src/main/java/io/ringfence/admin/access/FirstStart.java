package io.ringfence.admin.access;

import io.quarkus.runtime.Startup;
import io.ringfence.admin.installation.InstallationSettings;
import io.ringfence.admin.installation.Schema;
import io.ringfence.admin.problem.Unavailable;
import io.ringfence.contracts.event.EventIds;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/// The first start makes console user `admin` and API token `first-start`, and writes both secrets
/// into the data folder. It happens once: an installation whose rows exist keeps its files as they
/// are, and a lost file is not made again behind anyone's back.
@ApplicationScoped
@Startup
public class FirstStart {
  static final String USER = "admin";
  static final String TOKEN = "first-start";
  private static final Logger LOG = Logger.getLogger(FirstStart.class);
  private static final Duration SQL_LIMIT = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Schema schema;
  private final Pool pool;
  private final SecretFiles files;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Thread thread;

  FirstStart(Schema schema, Pool pool, InstallationSettings installation) {
    this.schema = schema;
    this.pool = pool;
    this.files = new SecretFiles(installation.dataDir());
    this.thread = Thread.ofVirtual().name("first-start").start(this::run);
  }

  public boolean isDone() {
    return done.isDone();
  }

  private void run() {
    try {
      schema.migrated().get();
      while (!done.isDone()) {
        try {
          LOG.info(
              begin()
                  ? "first start: the login is in admin-password, an API token in admin-token"
                  : "logins are as they were");
          done.complete(null);
        } catch (RuntimeException e) {
          LOG.warnf("the first login could not be made: %s", Unavailable.reason(e));
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException | ExecutionException e) {
      LOG.debug("stopped before the first start was done", e);
    }
  }

  /// @return whether the logins were made now
  boolean begin() {
    if (isBegun(pool).await().atMost(SQL_LIMIT)) {
      return false;
    }
    var token = ApiToken.generate();
    String password = GeneratedPassword.next();
    String hash = PasswordHash.of(password);
    return pool.withTransaction(connection -> create(connection, token, password, hash))
        .await()
        .atMost(SQL_LIMIT);
  }

  private static Uni<Boolean> isBegun(SqlClient connection) {
    return connection
        .query("select exists (select from admin_user) or exists (select from api_token)")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /// The files are written before the commit: rows without files would lock everyone out.
  private Uni<Boolean> create(
      SqlConnection connection, ApiToken token, String password, String hash) {
    return connection
        .query("lock table admin_user, api_token in exclusive mode")
        .execute()
        .chain(() -> isBegun(connection))
        .chain(
            begun ->
                begun
                    ? Uni.createFrom().item(false)
                    : insert(connection, token, hash)
                        .invoke(() -> write(token, password))
                        .replaceWith(true));
  }

  private static Uni<Void> insert(SqlConnection connection, ApiToken token, String hash) {
    return connection
        .preparedQuery(
            "insert into admin_user (name, password_hash, role) values ($1, $2, 'admin')")
        .execute(Tuple.of(USER, hash))
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "insert into api_token (id, name, token_hash, role)"
                            + " values ($1, $2, $3, 'admin')")
                    .execute(Tuple.of(EventIds.next(), TOKEN, Buffer.buffer(token.hash()))))
        .replaceWithVoid();
  }

  private void write(ApiToken token, String password) {
    try {
      files.write("admin-password", password);
      files.write("admin-token", token.reveal());
    } catch (IOException e) {
      throw new UncheckedIOException("the data folder cannot be written", e);
    }
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
