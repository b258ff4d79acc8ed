package io.ringfence.guard.toll;

import java.util.Locale;

/// How bad it is.
public enum Level {
  WARNING,
  CRITICAL;

  /// The metric's label.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
