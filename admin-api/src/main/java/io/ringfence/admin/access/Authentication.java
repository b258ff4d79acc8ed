package io.ringfence.admin.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.ringfence.admin.problem.BouncerAnswers;
import io.ringfence.admin.problem.ProblemResponses;
import io.ringfence.admin.problem.Unauthorized;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/// Who calls: an API token (Bearer, RFC 6750) or a console user (Basic, RFC 7617); where CrowdSec's
/// bouncers ask, a token of theirs in `X-Api-Key` and nothing else; at the web console, a session's
/// cookie and nothing else. A request with none of them is anonymous, which no path of the HTTP
/// port admits but those that sign in to the console.
@ApplicationScoped
public class Authentication implements HttpAuthenticationMechanism {
  private static final String API_KEY = "X-Api-Key";

  private final AccessStore store;
  private final ConsoleLogin console;
  private final LoginFailures failures;
  private final OpenSessions sessions;
  private final Clock clock;

  Authentication(
      AccessStore store,
      ConsoleLogin console,
      LoginFailures failures,
      OpenSessions sessions,
      Clock clock) {
    this.store = store;
    this.console = console;
    this.failures = failures;
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext request, IdentityProviderManager providers) {
    if (BouncerAnswers.concern(request)) {
      String key = request.request().getHeader(API_KEY);
      return key == null ? Uni.createFrom().nullItem() : bouncer(ApiToken.parse(key));
    }
    if (ConsolePaths.concern(request)) {
      return session(request);
    }
    return switch (Credentials.parse(request.request().getHeader(HttpHeaders.AUTHORIZATION))) {
      case Credentials.None() -> Uni.createFrom().nullItem();
      case Credentials.Unusable() -> Uni.createFrom().failure(AuthenticationFailedException::new);
      case Credentials.Bearer(var token) -> bearer(token);
      case Credentials.Basic login -> basic(request, login);
    };
  }

  /// A browser that has none is anonymous: it is sent to sign in.
  private Uni<SecurityIdentity> session(RoutingContext request) {
    return SessionCookie.of(request)
        .map(
            key ->
                sessions
                    .find(key, !ConsolePaths.areWatched(request))
                    .map(found -> found.map(session -> identity(key, session)).orElse(null)))
        .orElseGet(() -> Uni.createFrom().nullItem());
  }

  private SecurityIdentity identity(SessionKey key, AccessStore.Session session) {
    Login login = () -> sessions.find(key, false).map(Optional::isPresent);
    return QuarkusSecurityIdentity.builder(identity(session.actor(), session.role(), login))
        .addAttribute(ConsoleSession.ATTRIBUTE, new ConsoleSession(session.id(), key.formToken()))
        .build();
  }

  private Uni<SecurityIdentity> bearer(ApiToken token) {
    return store
        .token(token.hash(), clock.instant())
        .map(
            grant ->
                grant
                    .map(found -> identity(found.actor(), found.role(), still(token)))
                    .orElseThrow(AuthenticationFailedException::new));
  }

  private Uni<SecurityIdentity> bouncer(Optional<ApiToken> key) {
    return key.map(
            token ->
                store
                    .token(token.hash(), clock.instant())
                    .map(
                        grant ->
                            grant
                                .filter(found -> found.role() == Role.BOUNCER)
                                .map(found -> bouncer(token, found))
                                .orElseThrow(AuthenticationFailedException::new)))
        .orElseGet(() -> Uni.createFrom().failure(AuthenticationFailedException::new));
  }

  private SecurityIdentity bouncer(ApiToken token, AccessStore.Grant grant) {
    return QuarkusSecurityIdentity.builder(identity(grant.actor(), grant.role(), still(token)))
        .addAttribute(Caller.TOKEN, grant.id())
        .build();
  }

  private Login still(ApiToken token) {
    return () -> store.token(token.hash(), clock.instant()).map(Optional::isPresent);
  }

  /// As long as neither password nor role was changed.
  private Login still(AccessStore.User user) {
    return () -> store.user(user.name()).map(found -> found.equals(Optional.of(user)));
  }

  private Uni<SecurityIdentity> basic(RoutingContext request, Credentials.Basic login) {
    return console
        .check(login)
        .map(
            verdict ->
                switch (verdict) {
                  case ConsoleLogin.Verdict.Accepted(var user) ->
                      identity(user.name(), user.role(), still(user));
                  case ConsoleLogin.Verdict.Rejected(var reason) -> {
                    failures.report(request, login.user(), reason);
                    throw new AuthenticationFailedException();
                  }
                });
  }

  private static SecurityIdentity identity(String name, Role role, Login login) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(() -> name)
        .addRoles(role.implied())
        .addAttribute(Login.ATTRIBUTE, login)
        .build();
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext request) {
    return Uni.createFrom()
        .item(new ChallengeData(401, "WWW-Authenticate", Unauthorized.CHALLENGES.getFirst()));
  }

  @Override
  public Uni<Boolean> sendChallenge(RoutingContext request) {
    if (!ConsolePaths.concern(request)) {
      ProblemResponses.send(request, Unauthorized.PROBLEM);
    } else if (ConsolePaths.areAskedByPage(request)) {
      request.response().setStatusCode(401).putHeader("HX-Redirect", ConsolePaths.SIGN_IN).end();
    } else {
      request.response().setStatusCode(303).putHeader("Location", ConsolePaths.SIGN_IN).end();
    }
    return Uni.createFrom().item(true);
  }
}
