package io.ringfence.admin.problem;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.ringfence.contracts.bus.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Problem documents for what never reaches a REST resource: security, limits, unknown paths.
@ApplicationScoped
public class ProblemResponses {
  private static final Logger LOG = Logger.getLogger(ProblemResponses.class);
  private static final int BEFORE_ALL = Integer.MIN_VALUE;
  private static final String TIMER = ProblemResponses.class.getName() + ".timer";
  private static final int AFTER_ALL = Integer.MAX_VALUE;

  private final long maxBody;
  private final Duration timeLimit;

  ProblemResponses(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody,
      @ConfigProperty(name = "ringfence.api.time-limit") Duration timeLimit) {
    this.maxBody = maxBody.asLongValue();
    this.timeLimit = timeLimit;
  }

  void register(@Observes Router router) {
    router
        .route()
        .order(BEFORE_ALL)
        .handler(this::limitTime)
        .handler(this::limitBody)
        .failureHandler(ProblemResponses::failed);
    router
        .route()
        .order(AFTER_ALL)
        .handler(request -> send(request, Problem.of(404, "there is nothing at this path")));
  }

  /// Whatever hangs, the client hears of it. What was begun goes on to its own limits.
  private void limitTime(RoutingContext request) {
    limitTime(request, timeLimit);
    request.addEndHandler(_ -> cancelTimer(request));
    request.next();
  }

  /// Gives a request that takes its time another limit, from now on.
  public static void limitTime(RoutingContext request, Duration limit) {
    cancelTimer(request);
    long timer =
        request
            .vertx()
            .setTimer(
                limit.toMillis(),
                _ -> {
                  if (!request.response().headWritten()) {
                    LOG.warnf(
                        "%s %s: no answer after %s",
                        request.request().method(), request.normalizedPath(), limit);
                    send(request, Unavailable.PROBLEM);
                  }
                });
    request.put(TIMER, timer);
  }

  private static void cancelTimer(RoutingContext request) {
    Long timer = request.get(TIMER);
    if (timer != null) {
      request.vertx().cancelTimer(timer);
    }
  }

  /// The framework's own limit answers without a body.
  private void limitBody(RoutingContext request) {
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || !isMore(length, maxBody)) {
      request.next();
      return;
    }
    if (request.request().version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    send(request, Problem.of(413, "the body is larger than " + maxBody + " bytes"));
  }

  private static boolean isMore(String length, long max) {
    try {
      return Long.parseLong(length) > max;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  /// Answers with a problem, unless an answer is under way.
  public static void send(RoutingContext request, Problem problem) {
    var response = request.response();
    if (response.ended() || response.headWritten()) {
      return;
    }
    if (BouncerAnswers.concern(request)) {
      BouncerAnswers.send(response, problem);
      return;
    }
    response.setStatusCode(problem.status());
    if (problem.status() == 401) {
      response.putHeader("WWW-Authenticate", Unauthorized.CHALLENGES);
    }
    if (problem.status() == 503) {
      response.putHeader("Retry-After", Integer.toString(Unavailable.RETRY_AFTER_SECONDS));
    }
    if (PageAnswers.concern(request)) {
      PageAnswers.send(response, problem);
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.end(Buffer.buffer(Json.write(problem)));
  }

  private static void failed(RoutingContext request) {
    send(request, problem(request));
  }

  private static Problem problem(RoutingContext request) {
    Throwable failure = request.failure();
    return switch (failure) {
      case null -> Problem.of(clientStatus(request.statusCode()), null);
      case ProblemException e -> e.problem();
      case ForbiddenException _ -> Problem.of(403, "your role does not permit this");
      case UnauthorizedException _, AuthenticationFailedException _ -> Unauthorized.PROBLEM;
      case Throwable e when Unavailable.isCause(e) -> {
        LOG.warnf("a dependency is away: %s", Unavailable.reason(e));
        yield Unavailable.PROBLEM;
      }
      case Throwable e when request.statusCode() >= 400 && request.statusCode() < 500 ->
          Problem.of(request.statusCode(), null);
      default -> {
        LOG.errorf(failure, "%s %s failed", request.request().method(), request.normalizedPath());
        yield Problem.of(500, "the request could not be completed; the log says why");
      }
    };
  }

  private static int clientStatus(int status) {
    return status >= 400 ? status : 500;
  }
}
