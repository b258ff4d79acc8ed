package io.ringfence.admin.access;

import io.vertx.ext.web.RoutingContext;

/// Where the web console is on the HTTP port. Its cookie is sent there and nowhere else, and
/// nothing else is a login there.
public final class ConsolePaths {
  public static final String ROOT = "/console";
  public static final String SIGN_IN = ROOT + "/sign-in";

  /// What pages ask for by themselves, again and again.
  public static final String WATCH = ROOT + "/watch";

  private ConsolePaths() {}

  public static boolean concern(RoutingContext request) {
    return isAt(request, ROOT);
  }

  static boolean areWatched(RoutingContext request) {
    return isAt(request, WATCH);
  }

  /// Whether a script asks, on behalf of a page that is shown (htmx).
  public static boolean areAskedByPage(RoutingContext request) {
    return request.request().headers().contains("HX-Request");
  }

  private static boolean isAt(RoutingContext request, String path) {
    String asked = request.normalizedPath();
    return asked.equals(path) || asked.startsWith(path + "/");
  }
}
