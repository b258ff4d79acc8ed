package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.AttemptReader;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Command;
import io.ringfence.guard.detect.Finding;
import io.ringfence.guard.detect.FindingCodec;
import io.ringfence.guard.toll.TollCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads records and refuses those that must not reach a decision, each with its reason.
final class Poison {

  /// A time further ahead would hide the source's next failures behind it.
  static final Duration MAX_AHEAD = Duration.ofDays(1);

  private Poison() {}

  /// @throws IllegalArgumentException with the reason when it is none, or in the wrong partition
  static AuthenticationAttempt attempt(@Nullable String key, byte @Nullable [] value, Instant now) {
    var attempt = refusing(() -> AttemptReader.read(present(value)));
    requireKey(key, attempt.key());
    if (attempt.occurredAt().isBefore(Instant.EPOCH)
        || attempt.occurredAt().isAfter(now.plus(MAX_AHEAD))) {
      throw new IllegalArgumentException(
          "occurredAt is before 1970 or more than a day ahead: " + attempt.occurredAt());
    }
    return attempt;
  }

  /// @throws IllegalArgumentException with the reason when it is none, or in the wrong partition
  static Command command(@Nullable String key, byte @Nullable [] value) {
    var command = read(value, Command.class);
    requireKey(key, command.target().value());
    return command;
  }

  /// @param key the partition they are for; of one that is alone as it was told before, its target
  /// @param partition that they are in
  /// @throws IllegalArgumentException with the reason when they are none, or in the wrong partition
  static List<Finding> findings(@Nullable String key, byte @Nullable [] value, int partition) {
    var findings = refusing(() -> FindingCodec.read(present(value), Json::read));
    boolean isAlone = findings.size() == 1 && findings.getFirst().about().value().equals(key);
    if (!isAlone) {
      requireKey(key, Integer.toString(partition));
    }
    return findings;
  }

  /// @throws IllegalArgumentException with the reason when it is none, or in the wrong partition
  static TollCall tollCall(@Nullable String key, byte @Nullable [] value) {
    var call = read(value, TollCall.class);
    requireKey(key, call.key());
    return call;
  }

  private static <T> T read(byte @Nullable [] value, Class<T> type) {
    return refusing(() -> Json.read(present(value), type));
  }

  private static byte[] present(byte @Nullable [] value) {
    if (value == null) {
      throw new IllegalArgumentException("the record has no value");
    }
    return value;
  }

  /// Some parsers of numbers and times throw other things than they promise.
  private static <T> T refusing(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  /// The key decides the partition, and the partition which task keeps the source's state.
  private static void requireKey(@Nullable String key, String expected) {
    if (!expected.equals(key)) {
      throw new IllegalArgumentException("the record's key must be " + expected);
    }
  }
}
