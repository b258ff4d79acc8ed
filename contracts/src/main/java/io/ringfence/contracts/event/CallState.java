package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// Where a call is.
public enum CallState {
  /// The invitation went on; nobody has answered yet.
  @JsonProperty("attempted")
  ATTEMPTED,
  @JsonProperty("answered")
  ANSWERED,
  @JsonProperty("ended")
  ENDED,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
