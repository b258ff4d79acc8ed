package io.ringfence.contracts.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// Ids of events: UUIDv7 (RFC 9562 §5.7).
public final class EventIds {

  private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

  private EventIds() {}

  /// A new id, ordered by time.
  public static UUID next() {
    return GENERATOR.generate();
  }

  /// The id of what follows from an event: the same cause and purpose give the same id, so a replay
  /// announces nothing twice. It keeps the cause's time part.
  public static UUID derived(UUID cause, String purpose) {
    byte[] hash;
    try {
      hash =
          MessageDigest.getInstance("SHA-256")
              .digest((cause + "/" + purpose).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    var random = ByteBuffer.wrap(hash);
    long time = cause.getMostSignificantBits() & 0xffff_ffff_ffff_0000L;
    long high = time | 0x7000L | (random.getLong() & 0x0fffL);
    long low = 0x8000_0000_0000_0000L | (random.getLong() & 0x3fff_ffff_ffff_ffffL);
    return new UUID(high, low);
  }
}
