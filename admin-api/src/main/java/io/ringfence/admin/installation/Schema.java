package io.ringfence.admin.installation;

import io.quarkus.runtime.Startup;
import io.ringfence.admin.problem.Unavailable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/// Migrates the database: only this service does. A PostgreSQL that comes late is waited for, the
/// service meanwhile runs and says why it is not ready.
@ApplicationScoped
@Startup
public class Schema {
  private static final Logger LOG = Logger.getLogger(Schema.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Flyway flyway;
  private final CompletableFuture<Void> migrated = new CompletableFuture<>();
  private final Thread thread;
  private volatile String state = "PostgreSQL was not tried yet";

  Schema(Flyway flyway) {
    this.flyway = flyway;
    this.thread = Thread.ofVirtual().name("migrate").start(this::migrate);
  }

  /// Completes when the schema is as this version needs it.
  public CompletableFuture<Void> migrated() {
    return migrated.copy();
  }

  public boolean isMigrated() {
    return migrated.isDone();
  }

  /// Why it is not migrated yet, or its version.
  public String state() {
    return state;
  }

  private void migrate() {
    var pause = FIRST_PAUSE;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        var result = flyway.migrate();
        state = "version " + flyway.info().current().getVersion();
        LOG.infof(
            "schema: %d migrations applied, now %s", (Object) result.migrationsExecuted, state);
        migrated.complete(null);
        return;
      } catch (FlywayException e) {
        state = "the schema could not be migrated: " + oneLine(Unavailable.reason(e));
        LOG.warnf("%s; trying again in %s", state, pause);
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private static String oneLine(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
