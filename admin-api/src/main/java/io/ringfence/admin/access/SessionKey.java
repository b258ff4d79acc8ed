package io.ringfence.admin.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    return sha256(text);
  }

  /// What a change made from this session's pages has to show, and another site's cannot know.
  String formToken() {
    return base64(sha256("form " + text));
  }

  /// The secret itself, for the cookie.
  public String reveal() {
    return text;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "SessionKey[redacted]";
  }
}
