package io.ringfence.edge.digest;

import io.ringfence.contracts.net.IpAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// Nonces that need no memory (RFC 7616 §5.4): the time and a random part, and an HMAC over both
/// and the address the nonce is issued to. Who answers one has received packets at that address.
/// Not for several threads.
public final class Nonces {

  /// A nonce that came back.
  ///
  /// @param id tells nonces of ours apart; cannot be chosen by others
  public record Reading(Age age, long issuedAtMillis, long id) {

    private static final Reading FOREIGN = new Reading(Age.FOREIGN, 0, 0);
  }

  /// How old a nonce is.
  public enum Age {
    /// Issued to this address, within its lifetime.
    FRESH,
    /// Issued to this address, too long ago.
    EXPIRED,
    /// Not issued to this address, or not by us, or by a clock that is ahead.
    FOREIGN
  }

  private static final long MAX_AHEAD_MILLIS = Duration.ofSeconds(5).toMillis();
  private static final int TIME_BYTES = 6;
  private static final int RANDOM_BYTES = 5;
  private static final int STAMP_BYTES = TIME_BYTES + RANDOM_BYTES;
  private static final int MAC_BYTES = 16;
  private static final int BYTES = STAMP_BYTES + MAC_BYTES;
  private static final int TEXT_LENGTH = BYTES * 4 / 3;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Mac mac;
  private final long lifetimeMillis;
  private final RandomGenerator random;

  /// @param key for HmacSHA256
  /// @param random makes nonces differ; it need not be unpredictable
  public Nonces(SecretKey key, Duration lifetime, RandomGenerator random) {
    try {
      this.mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    this.lifetimeMillis = lifetime.toMillis();
    this.random = random;
  }

  public String issue(IpAddress source, Instant now) {
    long chance = random.nextLong();
    byte[] nonce =
        ByteBuffer.allocate(BYTES)
            .putLong(now.toEpochMilli() << 16 | (chance & 0xffff))
            .putShort((short) (chance >>> 16))
            .put((byte) (chance >>> 32))
            .array();
    System.arraycopy(seal(nonce, source), 0, nonce, STAMP_BYTES, MAC_BYTES);
    return ENCODER.encodeToString(nonce);
  }

  public Reading read(String nonce, IpAddress source, Instant now) {
    if (nonce.length() != TEXT_LENGTH) {
      return Reading.FOREIGN;
    }
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return Reading.FOREIGN;
    }
    byte[] expected = Arrays.copyOf(seal(decoded, source), MAC_BYTES);
    byte[] actual = Arrays.copyOfRange(decoded, STAMP_BYTES, BYTES);
    if (!MessageDigest.isEqual(expected, actual)) {
      return Reading.FOREIGN;
    }
    var fields = ByteBuffer.wrap(decoded);
    long issuedAtMillis = fields.getLong() >>> 16;
    long age = now.toEpochMilli() - issuedAtMillis;
    if (age < -MAX_AHEAD_MILLIS) {
      return Reading.FOREIGN;
    }
    return new Reading(
        age <= lifetimeMillis ? Age.FRESH : Age.EXPIRED,
        issuedAtMillis,
        fields.getLong(STAMP_BYTES));
  }

  private byte[] seal(byte[] nonce, IpAddress source) {
    mac.update(nonce, 0, STAMP_BYTES);
    return mac.doFinal(source.toBytes());
  }
}
