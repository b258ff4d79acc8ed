package io.ringfence.admin.access;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the cookie of a console session holds: 256 random bits in base64url. Only their SHA-256 is
/// kept.
public final class SessionKey {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final String text;

  private SessionKey(String text) {
    this.text = text;
  }

  static SessionKey generate() {
    byte[] bits = new byte[BYTES];
    RANDOM.nextBytes(bits);
    return new SessionKey(base64(bits));
  }

  static Optional<SessionKey> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new SessionKey(text)) : Optional.empty();
  }

  byte[] hash() {
    return Sha256.of(text);
  }

  /// What a change made from this session's pages has to show, and another site's cannot know.
  String formToken() {
    return base64(Sha256.of("form " + text));
  }

  /// The secret itself, for the cookie.
  public String reveal() {
    return text;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "SessionKey[redacted]";
  }
}
