package io.ringfence.admin.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.ringfence.admin.audit.Actor;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who makes this request.
@RequestScoped
public class Caller {
  static final String TOKEN = "token";

  private final SecurityIdentity identity;
  private final RoutingContext request;

  Caller(SecurityIdentity identity, RoutingContext request) {
    this.identity = identity;
    this.request = request;
  }

  public Actor actor() {
    return new Actor(identity.getPrincipal().getName(), Source.of(request));
  }

  /// The port of ours that the request came to.
  public int port() {
    return request.request().connection().localAddress(true).port();
  }

  /// The bouncer's token.
  public UUID token() {
    return identity.<UUID>getAttribute(TOKEN);
  }

  public Login login() {
    return identity.<Login>getAttribute(Login.ATTRIBUTE);
  }

  /// The console session, `null` when it was not that which let the request in.
  public @Nullable ConsoleSession session() {
    return identity.getAttribute(ConsoleSession.ATTRIBUTE);
  }

  public boolean has(String role) {
    return identity.hasRole(role);
  }
}
