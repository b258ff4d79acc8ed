package io.ringfence.admin.access;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// An API token: `rf_` and 256 random bits in base64url. Only its SHA-256 is kept; with that much
/// chance in it a slow hash would add nothing.
final class ApiToken {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("rf_[A-Za-z0-9_-]{43}");

  private final String text;

  private ApiToken(String text) {
    this.text = text;
  }

  static ApiToken generate() {
    byte[] bits = new byte[BYTES];
    RANDOM.nextBytes(bits);
    return new ApiToken("rf_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  static Optional<ApiToken> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ApiToken(text)) : Optional.empty();
  }

  byte[] hash() {
    return Sha256.of(text);
  }

  /// The secret itself, to be shown once.
  String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "ApiToken[redacted]";
  }
}
