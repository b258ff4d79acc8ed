package io.ringfence.admin.access;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.event.Reason;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Checks console users' passwords, on few threads of their own: a flood of logins fills the queue
/// and is answered 503, it does not take the machine.
@ApplicationScoped
class ConsoleLogin {
  private static final int THREADS = 2;
  private static final int MAX_WAITING = 64;

  /// How a login ended.
  sealed interface Verdict {
    record Accepted(AccessStore.User user) implements Verdict {}

    record Rejected(Reason reason) implements Verdict {}
  }

  private final AccessStore store;
  private final RecentLogins recent;
  private final ThreadPoolExecutor hashing =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(MAX_WAITING),
          Thread.ofPlatform().daemon().name("password-", 1).factory());

  ConsoleLogin(AccessStore store, Clock clock) {
    this.store = store;
    this.recent = new RecentLogins(clock);
    hashing.allowCoreThreadTimeOut(true);
  }

  Uni<Verdict> check(Credentials.Basic login) {
    return store
        .user(login.user())
        .chain(
            user -> {
              String stored =
                  user.map(AccessStore.User::passwordHash).orElse(PasswordHash.OF_NOBODY);
              return hashed(login.password(), stored)
                  .map(
                      matches -> {
                        if (user.isEmpty()) {
                          return new Verdict.Rejected(Reason.UNKNOWN_ACCOUNT);
                        }
                        return matches
                            ? new Verdict.Accepted(user.get())
                            : new Verdict.Rejected(Reason.BAD_CREDENTIALS);
                      });
            });
  }

  private Uni<Boolean> hashed(String password, String stored) {
    if (recent.contains(stored, password)) {
      return Uni.createFrom().item(true);
    }
    var context = io.vertx.core.Vertx.currentContext();
    var matches =
        Uni.createFrom()
            .item(() -> matches(password, stored))
            .runSubscriptionOn(hashing)
            .onFailure(RejectedExecutionException.class)
            .transform(_ -> ProblemException.of(503, "too many logins at once; try again soon"));
    return context == null
        ? matches
        : matches.emitOn(command -> context.runOnContext(_ -> command.run()));
  }

  private boolean matches(String password, String stored) {
    boolean matches = PasswordHash.matches(password, stored);
    if (matches) {
      recent.add(stored, password);
    }
    return matches;
  }

  @PreDestroy
  void stop() {
    hashing.shutdownNow();
  }
}
