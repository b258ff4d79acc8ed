package io.ringfence.admin.problem;

import io.ringfence.contracts.bus.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;

/// Problems in the words of CrowdSec's local API, which bouncers understand: `{"message":"…"}`, and
/// 403 for whoever has no key.
public final class BouncerAnswers {
  private static final String PATH = "/v1/";
  private static final String FORBIDDEN = "access forbidden";

  private BouncerAnswers() {}

  /// Whether a bouncer asks.
  public static boolean concern(RoutingContext request) {
    return request.normalizedPath().startsWith(PATH);
  }

  /// The body of an answer that is a problem.
  public static Map<String, String> body(String message) {
    return Map.of("message", message);
  }

  static void send(HttpServerResponse response, Problem problem) {
    boolean forbidden = problem.status() == 401 || problem.status() == 403;
    String message =
        forbidden ? FORBIDDEN : Objects.requireNonNullElse(problem.detail(), problem.title());
    response.setStatusCode(forbidden ? 403 : problem.status());
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    response.end(Buffer.buffer(Json.write(body(message))));
  }
}
