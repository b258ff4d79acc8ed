package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// The rule that decided a block.
public enum Rule {
  @JsonProperty("password-guessing")
  PASSWORD_GUESSING,
  @JsonProperty("manual")
  MANUAL,
  @JsonProperty("feed")
  FEED,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console: lower case, words joined by `-`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
