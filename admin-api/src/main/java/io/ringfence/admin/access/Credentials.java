package io.ringfence.admin.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an `Authorization` header holds.
sealed interface Credentials {
  int MAX_PASSWORD = 256;
  int MAX_USER = 256;

  record None() implements Credentials {}

  /// Not a scheme, token or pair that could be right.
  record Unusable() implements Credentials {}

  record Bearer(ApiToken token) implements Credentials {}

  /// RFC 7617, in UTF-8.
  record Basic(String user, String password) implements Credentials {
    @Override
    public String toString() {
      return "Basic[redacted]";
    }
  }

  static Credentials parse(@Nullable String header) {
    if (header == null) {
      return new None();
    }
    int space = header.indexOf(' ');
    if (space < 0) {
      return new Unusable();
    }
    String value = header.substring(space + 1).strip();
    return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> ApiToken.parse(value).<Credentials>map(Bearer::new).orElse(new Unusable());
      case "basic" -> basic(value);
      default -> new Unusable();
    };
  }

  private static Credentials basic(String value) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return new Unusable();
    }
    int colon = pair.indexOf(':');
    if (colon < 0 || colon > MAX_USER || pair.length() - colon > MAX_PASSWORD) {
      return new Unusable();
    }
    // PostgreSQL has no NUL in text, so nobody is called that.
    return new Basic(pair.substring(0, colon).replace('\0', '\ufffd'), pair.substring(colon + 1));
  }
}
