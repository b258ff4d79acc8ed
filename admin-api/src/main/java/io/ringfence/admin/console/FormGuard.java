package io.ringfence.admin.console;

import io.ringfence.admin.access.Caller;
import io.ringfence.admin.problem.ProblemException;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// What the console is asked for has to come from a session, and what changes something from one of
/// that session's pages: these send its form token along with everything.
class FormGuard {
  static final String HEADER = "X-Form-Token";

  private final Caller caller;

  FormGuard(Caller caller) {
    this.caller = caller;
  }

  @ServerRequestFilter
  void check(ResourceInfo resource, ContainerRequestContext request) {
    if (!isOfConsole(resource)
        || resource.getResourceMethod().isAnnotationPresent(PermitAll.class)) {
      return;
    }
    var session = caller.session();
    if (session == null) {
      throw ProblemException.of(403, "the console needs its own sign-in");
    }
    if (!request.getMethod().equals(HttpMethod.GET)
        && !session.made(request.getHeaderString(HEADER))) {
      throw ProblemException.of(403, "this form is not of your session: load the page again");
    }
  }

  private static boolean isOfConsole(ResourceInfo resource) {
    return resource.getResourceClass().getPackage().equals(FormGuard.class.getPackage());
  }
}
