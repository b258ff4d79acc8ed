package io.ringfence.admin.problem;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/// Problems as pages, for who has a browser go somewhere. Scripts of a page that is shown get
/// documents: that page says what is in them.
public class PageAnswers {
  private static final String TYPE = MediaType.TEXT_HTML + ";charset=UTF-8";
  private static final String SCRIPT = "HX-Request";

  @CheckedTemplate(basePath = "problem")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance page(String title, String detail);
  }

  /// Whether a browser has gone there.
  static boolean concern(RoutingContext request) {
    var headers = request.request().headers();
    return concern(headers.get(HttpHeaders.ACCEPT), headers.get(SCRIPT));
  }

  private static boolean concern(@Nullable String accept, @Nullable String script) {
    return accept != null && accept.contains(MediaType.TEXT_HTML) && script == null;
  }

  static void send(HttpServerResponse response, Problem problem) {
    response.putHeader(HttpHeaders.CONTENT_TYPE, TYPE);
    response.end(html(problem));
  }

  @ServerResponseFilter
  void answer(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Problem problem
        && concern(
            request.getHeaderString(HttpHeaders.ACCEPT.toString()),
            request.getHeaderString(SCRIPT))) {
      response.setEntity(html(problem), null, MediaType.valueOf(TYPE));
    }
  }

  private static String html(Problem problem) {
    return Templates.page(problem.title(), Objects.requireNonNullElse(problem.detail(), ""))
        .render();
  }
}
