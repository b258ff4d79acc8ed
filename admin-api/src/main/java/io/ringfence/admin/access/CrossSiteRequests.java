package io.ringfence.admin.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.ringfence.admin.problem.Problem;
import io.ringfence.admin.problem.ProblemResponses;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/// A browser that knows a console user's password sends it along with what other sites make it
/// send. It also says so (Fetch Metadata, `Sec-Fetch-Site`, or `Origin`): such changes are refused.
@ApplicationScoped
public class CrossSiteRequests {
  private static final int BEFORE_AUTHENTICATION = 290;

  void register(@Observes Filters filters) {
    filters.register(CrossSiteRequests::filter, BEFORE_AUTHENTICATION);
  }

  private static void filter(RoutingContext request) {
    var method = request.request().method();
    String site = request.request().getHeader("Sec-Fetch-Site");
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    boolean same =
        site == null ? isOwnOrigin(request) : site.equals("same-origin") || site.equals("none");
    if (reads || same) {
      request.next();
    } else {
      ProblemResponses.send(request, Problem.of(403, "changes from other sites are refused"));
    }
  }

  /// Browsers send Fetch Metadata to secure origins only; the origin itself (RFC 6454 §7) they send
  /// with every change. Scripts send neither.
  private static boolean isOwnOrigin(RoutingContext request) {
    String origin = request.request().getHeader("Origin");
    if (origin == null) {
      return true;
    }
    var own = request.request().authority();
    return own != null
        && origin
            .toLowerCase(Locale.ROOT)
            .endsWith("://" + own.toString().toLowerCase(Locale.ROOT));
  }
}
