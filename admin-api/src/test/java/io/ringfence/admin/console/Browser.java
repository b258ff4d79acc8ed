package io.ringfence.admin.console;

import io.ringfence.admin.Api;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The console as a browser asks it, without running its scripts.
final class Browser {
  private static final Pattern FORM_TOKEN = Pattern.compile("\"X-Form-Token\": \"([^\"]+)\"");
  private static final Pattern COOKIE = Pattern.compile("ringfence-session=[^;]+");

  private final Api api;

  private Browser(Api api) {
    this.api = api;
  }

  static Browser newOne() {
    return new Browser(Api.anonymous());
  }

  static Browser from(String localAddress) {
    return new Browser(Api.from(localAddress));
  }

  /// Signed in with a token of this role.
  static Browser as(String role) {
    return newOne().signedIn(role.equals("admin") ? Api.admin().token() : Api.as(role).token());
  }

  Browser signedIn(String token) {
    return withCookieOf(signIn(token));
  }

  Api.Answer signIn(String token) {
    return signIn("", token);
  }

  Api.Answer signIn(String user, String secret) {
    return post("/console/sign-in", Map.of("user", user, "secret", secret));
  }

  Browser withCookieOf(Api.Answer answer) {
    var cookie = COOKIE.matcher(answer.header("Set-Cookie"));
    if (!cookie.find()) {
      throw new AssertionError("no session: " + answer);
    }
    return new Browser(api.with("Cookie", cookie.group()));
  }

  Browser with(String header, String value) {
    return new Browser(api.with(header, value));
  }

  /// With what the pages' script sends along.
  Browser withFormToken() {
    var page = get(FirewallPage.PATH);
    var token = FORM_TOKEN.matcher(page.text());
    if (!token.find()) {
      throw new AssertionError("no form token: " + page);
    }
    return with("HX-Request", "true").with(FormGuard.HEADER, token.group(1));
  }

  Api.Answer get(String path) {
    return api.get(path);
  }

  Api.Answer post(String path, Map<String, String> fields) {
    return postForm(path, encoded(fields));
  }

  /// A form whose fields repeat.
  Api.Answer postForm(String path, String encoded) {
    return api.with("Content-Type", "application/x-www-form-urlencoded")
        .send("POST", path, encoded);
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
