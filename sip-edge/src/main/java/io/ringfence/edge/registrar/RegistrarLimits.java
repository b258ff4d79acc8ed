package io.ringfence.edge.registrar;

import java.time.Duration;

/// Bounds of the registrar.
///
/// @param minExpires shorter intervals are refused with 423, except 0
/// @param maxExpires longer ones are cut
/// @param defaultExpires when the phone asks for none
public record RegistrarLimits(
    int maxBindingsPerAccount,
    int maxBindings,
    int maxContactBytes,
    Duration minExpires,
    Duration maxExpires,
    Duration defaultExpires) {

  public static final RegistrarLimits DEFAULT =
      new RegistrarLimits(
          10, 200_000, 512, Duration.ofSeconds(60), Duration.ofHours(2), Duration.ofHours(1));

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
