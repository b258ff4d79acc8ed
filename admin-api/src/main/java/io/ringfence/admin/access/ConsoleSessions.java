package io.ringfence.admin.access;

import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.event.Reason;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/// Signing in to the web console, as a console user or with an API token, and out of it. Who signs
/// in is in the audit log; who fails to is reported like any failed login.
@ApplicationScoped
public class ConsoleSessions {
  private static final int MAX = 1_000;

  private final AccessStore store;
  private final ConsoleLogin console;
  private final LoginFailures failures;
  private final Changes changes;
  private final ConsoleConfig config;
  private final Clock clock;

  ConsoleSessions(
      AccessStore store,
      ConsoleLogin console,
      LoginFailures failures,
      Changes changes,
      ConsoleConfig config,
      Clock clock) {
    this.store = store;
    this.console = console;
    this.failures = failures;
    this.changes = changes;
    this.config = config;
    this.clock = clock;
  }

  /// Begins a session; empty when there is no such login.
  ///
  /// @param user empty: the secret is an API token
  /// @param secret the user's password
  /// @throws ProblemException 403 when it is a bouncer's token, 503 when too many sign in
  public Uni<Optional<SessionKey>> begin(RoutingContext request, String user, String secret) {
    return user.isEmpty() ? byToken(request, secret) : byPassword(request, user, secret);
  }

  private Uni<Optional<SessionKey>> byToken(RoutingContext request, String text) {
    return ApiToken.parse(text.strip())
        .map(token -> store.token(token.hash(), clock.instant()))
        .orElse(Uni.createFrom().item(Optional.empty()))
        .chain(
            grant -> grant.map(found -> begin(request, found)).orElseGet(() -> none(request, "")));
  }

  private Uni<Optional<SessionKey>> byPassword(RoutingContext request, String user, String secret) {
    var credentials = Credentials.basic(user, secret);
    if (credentials.isEmpty()) {
      return none(request, "");
    }
    return console
        .check(credentials.get())
        .chain(
            verdict ->
                switch (verdict) {
                  case ConsoleLogin.Verdict.Accepted(var found) ->
                      begin(request, found.name(), (key, now) -> SessionRow.of(key, found, now));
                  case ConsoleLogin.Verdict.Rejected(var reason) -> {
                    failures.report(request, credentials.get().user(), reason);
                    yield Uni.createFrom().item(Optional.empty());
                  }
                });
  }

  private Uni<Optional<SessionKey>> none(RoutingContext request, String account) {
    failures.report(request, account, Reason.BAD_CREDENTIALS);
    return Uni.createFrom().item(Optional.empty());
  }

  private Uni<Optional<SessionKey>> begin(RoutingContext request, AccessStore.Grant grant) {
    if (grant.role() == Role.BOUNCER) {
      throw ProblemException.of(403, "this is a bouncer's token: it pulls decisions, nothing else");
    }
    return begin(request, grant.actor(), (key, now) -> SessionRow.of(key, grant, now));
  }

  private Uni<Optional<SessionKey>> begin(
      RoutingContext request, String actor, BiFunction<SessionKey, Instant, SessionRow> session) {
    var key = SessionKey.generate();
    return changes.commit(
        new Actor(actor, Source.of(request)),
        change ->
            makeRoom(change)
                .chain(() -> change.session().persist(session.apply(key, change.now())))
                .chain(() -> change.audit("sign-in", "console", null, null))
                .replaceWith(Optional.of(key)));
  }

  /// Those that are over go, and beyond the bound those that were not used the longest.
  private Uni<Integer> makeRoom(Change change) {
    return change
        .session()
        .createNativeQuery(
            "delete from console_session where begun_at <= :begun or used_at <= :used"
                + " or id in (select id from console_session order by used_at desc offset :room)")
        .setParameter("begun", change.now().minus(config.longest()))
        .setParameter("used", change.now().minus(config.idle()))
        .setParameter("room", MAX - 1)
        .executeUpdate();
  }

  public Uni<Void> end(Actor actor, ConsoleSession session) {
    return changes.commit(
        actor,
        change ->
            change
                .session()
                .createNativeQuery("delete from console_session where id = :id")
                .setParameter("id", session.id())
                .executeUpdate()
                .chain(() -> change.audit("sign-out", "console", null, null)));
  }
}
