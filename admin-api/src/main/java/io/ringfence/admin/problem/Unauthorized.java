package io.ringfence.admin.problem;

import java.util.List;

/// What a request without valid credentials gets.
public final class Unauthorized {
  public static final Problem PROBLEM =
      Problem.of(401, "needs an API token (Bearer) or a console user's password (Basic)");

  /// Basic lets a browser ask for the login.
  public static final List<String> CHALLENGES =
      List.of("Bearer realm=\"ringfence\"", "Basic realm=\"ringfence\", charset=\"UTF-8\"");

  private Unauthorized() {}
}
