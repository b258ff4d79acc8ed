package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// Where a block is in its life.
public enum BlockState {
  @JsonProperty("active")
  ACTIVE,
  @JsonProperty("released")
  RELEASED,
  @JsonProperty("expired")
  EXPIRED,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console: lower case, words joined by `-`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
