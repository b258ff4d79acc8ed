package io.ringfence.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Checks what JSON may leave out although the type says it is there, and times that no clock
/// shows.
final class Required {

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private Required() {}

  /// A time between 1970 and the year 9999: it fits epoch milliseconds and every database.
  static void time(@Nullable Instant value, String name) {
    field(value, name);
    optionalTime(value, name);
  }

  static void optionalTime(@Nullable Instant value, String name) {
    if (value != null && (value.isBefore(Instant.EPOCH) || value.isAfter(LAST))) {
      throw new IllegalArgumentException(name + " is not between 1970 and 9999");
    }
  }

  static void field(@Nullable Object value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
  }
}
