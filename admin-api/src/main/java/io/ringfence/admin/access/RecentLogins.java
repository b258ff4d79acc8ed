package io.ringfence.admin.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Right passwords of the last minute, so that a browser, which sends its own with every request,
/// costs one slow hash a minute. They are kept as HMACs under a key that dies with the process, and
/// bound to the stored hash: a changed password is forgotten at once.
final class RecentLogins {
  private static final int MAX = 100;
  private static final Duration VALID_FOR = Duration.ofMinutes(1);

  private final Map<ByteBuffer, Instant> until = new ConcurrentHashMap<>();
  private final SecretKeySpec key;
  private final Clock clock;

  RecentLogins(Clock clock) {
    byte[] bits = new byte[32];
    new SecureRandom().nextBytes(bits);
    this.key = new SecretKeySpec(bits, "HmacSHA256");
    this.clock = clock;
  }

  boolean contains(String stored, String password) {
    var end = until.get(mac(stored, password));
    return end != null && clock.instant().isBefore(end);
  }

  /// When there are too many, those that are over are forgotten; when that does not help, all.
  void add(String stored, String password) {
    var now = clock.instant();
    if (until.size() >= MAX) {
      until.values().removeIf(end -> !now.isBefore(end));
    }
    if (until.size() >= MAX) {
      until.clear();
    }
    until.put(mac(stored, password), now.plus(VALID_FOR));
  }

  private ByteBuffer mac(String stored, String password) {
    try {
      var mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      mac.update(stored.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
