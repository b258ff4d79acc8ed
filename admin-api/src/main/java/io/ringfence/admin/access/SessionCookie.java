package io.ringfence.admin.access;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.NewCookie;
import java.util.Optional;

/// The cookie of a console session. No script reads it, no other site makes a browser send it, and
/// it is not sent to the REST interface.
@ApplicationScoped
public class SessionCookie {
  private static final String NAME = "ringfence-session";

  private final ConsoleConfig config;

  SessionCookie(ConsoleConfig config) {
    this.config = config;
  }

  static Optional<SessionKey> of(RoutingContext request) {
    var cookie = request.request().getCookie(NAME);
    return cookie == null ? Optional.empty() : SessionKey.parse(cookie.getValue());
  }

  public NewCookie of(RoutingContext request, SessionKey key) {
    return cookie(request, key.reveal(), Math.toIntExact(config.longest().toSeconds()));
  }

  /// What makes a browser forget it.
  public NewCookie none(RoutingContext request) {
    return cookie(request, "", 0);
  }

  private NewCookie cookie(RoutingContext request, String value, int maxAge) {
    return new NewCookie.Builder(NAME)
        .value(value)
        .path(ConsolePaths.ROOT)
        .maxAge(maxAge)
        .httpOnly(true)
        .secure(config.secureCookie() || request.request().isSSL())
        .sameSite(NewCookie.SameSite.STRICT)
        .build();
  }
}
