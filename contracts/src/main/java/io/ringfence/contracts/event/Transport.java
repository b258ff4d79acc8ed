package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// How a request arrived.
public enum Transport {
  @JsonProperty("udp")
  UDP,
  @JsonProperty("tcp")
  TCP,
  @JsonProperty("tls")
  TLS,
  @JsonProperty("ws")
  WS,
  @JsonProperty("wss")
  WSS,
  @JsonProperty("http")
  HTTP,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console: lower case, words joined by `-`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
