package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// Which way a call goes.
public enum CallDirection {
  /// From an account of ours to the outer world.
  @JsonProperty("outgoing")
  OUTGOING,
  /// From the outer world to an account of ours.
  @JsonProperty("incoming")
  INCOMING,
  /// Between accounts of ours.
  @JsonProperty("internal")
  INTERNAL,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
