package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// Why a login, or a request that came before any, was rejected.
public enum Reason {
  @JsonProperty("bad-credentials")
  BAD_CREDENTIALS,
  @JsonProperty("unknown-account")
  UNKNOWN_ACCOUNT,
  @JsonProperty("stale-password")
  STALE_PASSWORD,
  @JsonProperty("replayed-nonce")
  REPLAYED_NONCE,
  @JsonProperty("locked-account")
  LOCKED_ACCOUNT,
  @JsonProperty("not-permitted")
  NOT_PERMITTED,
  @JsonProperty("malformed")
  MALFORMED,
  @JsonProperty("scanner")
  SCANNER,
  @JsonProperty("flood")
  FLOOD,
  @JsonProperty("wrong-domain")
  WRONG_DOMAIN,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console: lower case, words joined by `-`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
