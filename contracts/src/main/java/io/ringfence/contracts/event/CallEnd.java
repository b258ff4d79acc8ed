package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// Why a call ended.
public enum CallEnd {
  /// The caller hung up (BYE).
  @JsonProperty("caller-hung-up")
  CALLER_HUNG_UP,
  /// The callee hung up (BYE).
  @JsonProperty("callee-hung-up")
  CALLEE_HUNG_UP,
  /// The caller gave up before the answer (CANCEL).
  @JsonProperty("cancelled")
  CANCELLED,
  /// It was refused or could not be carried, with this status.
  @JsonProperty("failed")
  FAILED,
  /// Nobody answered within the time there is.
  @JsonProperty("timeout")
  TIMEOUT,
  /// An operator ended it.
  @JsonProperty("operator")
  OPERATOR,
  /// Nothing was heard of it any more: its session expired (RFC 4028), it was older than a call may
  /// be, or its edge is gone. It may go on unseen.
  @JsonProperty("lost")
  LOST,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console: lower case, words joined by `-`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
