package io.ringfence.contracts.config;

import org.jspecify.annotations.Nullable;

/// From where on one measure of calls is said, and from where on it is acted upon.
///
/// @param warning `null` for no warning
/// @param critical `null` for no limit
public record Threshold(@Nullable Integer warning, @Nullable Integer critical) {

  public static final int MAX = 1_000_000;
  public static final Threshold NONE = new Threshold(null, null);

  /// @throws IllegalArgumentException with a message fit for the user
  public Threshold {
    require("warning", warning);
    require("critical", critical);
    if (warning != null && critical != null && warning > critical) {
      throw new IllegalArgumentException("warning must not be greater than critical");
    }
  }

  private static void require(String name, @Nullable Integer value) {
    if (value != null && (value < 1 || value > MAX)) {
      throw new IllegalArgumentException(name + " must be 1 to " + MAX + ", or null for none");
    }
  }
}
