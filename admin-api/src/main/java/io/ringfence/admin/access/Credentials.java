package io.ringfence.admin.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
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
    return colon < 0
        ? new Unusable()
        : basic(pair.substring(0, colon), pair.substring(colon + 1))
            .<Credentials>map(login -> login)
            .orElse(new Unusable());
  }

  /// Empty when they cannot be right.
  static Optional<Basic> basic(String user, String password) {
    // PostgreSQL has no NUL in text, so nobody is called that.
    return user.length() > MAX_USER || password.length() > MAX_PASSWORD
        ? Optional.empty()
        : Optional.of(new Basic(user.replace('\0', '\ufffd'), password));
  }
}
