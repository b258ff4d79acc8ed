package io.ringfence.admin.console;

import io.ringfence.admin.access.ConsolePaths;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// What browsers are told about every answer of the console: to run and load nothing that is not
/// ours, to show it in no frame, and to keep nothing but what pages load.
@ApplicationScoped
public class ConsoleHeaders {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final int BEFORE_ALL = Integer.MIN_VALUE;

  void register(@Observes Router router) {
    router.route().order(BEFORE_ALL).handler(ConsoleHeaders::add);
  }

  private static void add(RoutingContext request) {
    if (request.normalizedPath().startsWith(Assets.PATH + "/")) {
      request.addHeadersEndHandler(_ -> request.response().putHeader("Cache-Control", "no-cache"));
    }
    if (ConsolePaths.concern(request)) {
      request.addHeadersEndHandler(
          _ ->
              request
                  .response()
                  .putHeader("Content-Security-Policy", POLICY)
                  // Without a referrer, browsers do not name the origin of a form either.
                  .putHeader("Referrer-Policy", "same-origin"));
    }
    request.next();
  }
}
