package io.ringfence.guard.toll;

import java.util.Locale;

/// What became of what was told of a call, for counting.
public enum TollNote {
  /// The call is new in the count.
  COUNTED,
  /// The call was in the count already; it may last longer now.
  KNOWN,
  /// It is too old for any limit, or was summed up already.
  LATE,
  /// It decided something before; that was announced again.
  REPEATED,
  /// The rule, or the protection as a whole, is switched off.
  OFF;

  /// The metric's label.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
