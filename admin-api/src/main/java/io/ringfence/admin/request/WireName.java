package io.ringfence.admin.request;

import java.util.Locale;

/// Names as they are on the wire and in tables: lower case, words joined by `-`.
public final class WireName {
  private WireName() {}

  /// The value of this name.
  ///
  /// @param unknown for a name that this version does not know
  public static <E extends Enum<E>> E value(Class<E> type, String wireName, E unknown) {
    try {
      return Enum.valueOf(type, wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      return unknown;
    }
  }
}
