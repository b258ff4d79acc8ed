package io.ringfence.admin.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns what REST resources throw into problem documents. What is not foreseen is logged here and
/// answered with a bare 500: no class name, SQL or path reaches the client.
public class ProblemMapping {
  private static final Logger LOG = Logger.getLogger(ProblemMapping.class);

  @ServerExceptionMapper
  RestResponse<Problem> map(ProblemException e) {
    var response = response(e.problem());
    if (e.problem().status() == 503) {
      response.header(HttpHeaders.RETRY_AFTER, Unavailable.RETRY_AFTER_SECONDS);
    }
    return response.build();
  }

  @ServerExceptionMapper
  RestResponse<Problem> map(JsonProcessingException e) {
    return response(Malformed.problem(e)).build();
  }

  /// The framework has a mapper of its own for this one, which says nothing.
  @ServerExceptionMapper
  RestResponse<Problem> map(MismatchedInputException e) {
    return response(Malformed.problem(e)).build();
  }

  @ServerExceptionMapper
  RestResponse<Problem> map(WebApplicationException e) {
    if (e.getCause() instanceof JsonProcessingException json) {
      return response(Malformed.problem(json)).build();
    }
    int status = e.getResponse().getStatus();
    var response = response(Problem.of(status, detail(status)));
    String allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
    if (e instanceof NotAllowedException && allow != null) {
      response.header(HttpHeaders.ALLOW, allow);
    }
    return response.build();
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  RestResponse<Problem> unauthorized() {
    var response = response(Unauthorized.PROBLEM);
    Unauthorized.CHALLENGES.forEach(value -> response.header(HttpHeaders.WWW_AUTHENTICATE, value));
    return response.build();
  }

  @ServerExceptionMapper
  RestResponse<Problem> map(ForbiddenException e) {
    return response(Problem.of(403, "your role does not permit this")).build();
  }

  @ServerExceptionMapper
  RestResponse<Problem> map(Throwable e, RoutingContext request) {
    if (Unavailable.isCause(e)) {
      LOG.warnf(
          "%s %s: a dependency is away: %s",
          request.request().method(), request.normalizedPath(), Unavailable.reason(e));
      return response(Unavailable.PROBLEM)
          .header(HttpHeaders.RETRY_AFTER, Unavailable.RETRY_AFTER_SECONDS)
          .build();
    }
    if (Unavailable.isRefusedValue(e)) {
      return response(Problem.of(400, "a value in the request cannot be looked up or kept"))
          .build();
    }
    LOG.errorf(e, "%s %s failed", request.request().method(), request.normalizedPath());
    return response(Problem.of(500, "the request could not be completed; the log says why"))
        .build();
  }

  private static String detail(int status) {
    return switch (status) {
      case 404 -> "there is nothing at this path";
      case 405 -> "this method is not allowed here";
      case 406 -> "only application/json can be given";
      case 413 -> "the body is too large";
      case 415 -> "the body must be application/json";
      default -> "the request was refused";
    };
  }

  private static RestResponse.ResponseBuilder<Problem> response(Problem problem) {
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.fromStatusCode(problem.status()), problem)
        .header(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
  }
}
