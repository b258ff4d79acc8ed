package io.ringfence.edge.registrar;

import java.time.Duration;

/// Bounds of the registrar.
///
/// @param maxContactBytes of a contact's URI, and of a device's instance
/// @param maxPathLength of all Path header fields of a request, in characters
/// @param minExpires shorter intervals are refused with 423, except 0
/// @param maxExpires longer ones are cut
/// @param defaultExpires when the phone asks for none
/// @param flowTimer how long a flow may be silent before it counts as gone (RFC 5626 §5.4)
public record RegistrarLimits(
    int maxBindingsPerAccount,
    int maxBindings,
    int maxContactBytes,
    int maxPathLength,
    Duration minExpires,
    Duration maxExpires,
    Duration defaultExpires,
    Duration flowTimer) {

  public static final RegistrarLimits DEFAULT =
      new RegistrarLimits(
          10,
          200_000,
          512,
          1_024,
          Duration.ofSeconds(60),
          Duration.ofHours(2),
          Duration.ofHours(1),
          Duration.ofMinutes(2));

  public RegistrarLimits {
    if (minExpires.compareTo(maxExpires) > 0
        || defaultExpires.compareTo(minExpires) < 0
        || defaultExpires.compareTo(maxExpires) > 0) {
      throw new IllegalArgumentException(
          "expires: min %s, default %s and max %s are not in this order"
              .formatted(minExpires, defaultExpires, maxExpires));
    }
  }
}
