package io.ringfence.admin.access;

import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Reason;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/// Signing in to the web console with an API token, and out of it. Who signs in is in the audit
/// log; who fails to is reported like any failed login.
@ApplicationScoped
public class ConsoleSessions {
  private static final int MAX = 1_000;

  private final AccessStore store;
  private final LoginFailures failures;
  private final Changes changes;
  private final ConsoleConfig config;
  private final Clock clock;

  ConsoleSessions(
      AccessStore store,
      LoginFailures failures,
      Changes changes,
      ConsoleConfig config,
      Clock clock) {
    this.store = store;
    this.failures = failures;
    this.changes = changes;
    this.config = config;
    this.clock = clock;
  }

  /// Begins a session; empty when the token is none that is valid now.
  ///
  /// @throws ProblemException 403 when it is a bouncer's
  public Uni<Optional<SessionKey>> begin(RoutingContext request, String text) {
    return ApiToken.parse(text.strip())
        .map(token -> store.token(token.hash(), clock.instant()))
        .orElse(Uni.createFrom().item(Optional.empty()))
        .chain(
            grant -> {
              if (grant.isEmpty()) {
                report(request);
                return Uni.createFrom().item(Optional.empty());
              }
              return begin(request, grant.get()).map(Optional::of);
            });
  }

  private void report(RoutingContext request) {
    var http = request.request();
    failures.report(
        Source.of(request),
        http.remoteAddress().port(),
        "",
        http.getHeader(HttpHeaders.USER_AGENT),
        Reason.BAD_CREDENTIALS);
  }

  private Uni<SessionKey> begin(RoutingContext request, AccessStore.Grant grant) {
    if (grant.role() == Role.BOUNCER) {
      throw ProblemException.of(403, "this is a bouncer's token: it pulls decisions, nothing else");
    }
    var key = SessionKey.generate();
    return changes.commit(
        new Actor(grant.actor(), Source.of(request)),
        change -> {
          var row = new SessionRow(EventIds.next(), key, grant.id(), change.now());
          return makeRoom(change)
              .chain(() -> change.session().persist(row))
              .chain(() -> change.audit("sign-in", "console", null, null))
              .replaceWith(key);
        });
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
