package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// What an attacker tries to get into: the five services of the integrated firewall.
public enum Service {
  @JsonProperty("sip")
  SIP,
  @JsonProperty("web")
  WEB,
  @JsonProperty("provisioning")
  PROVISIONING,
  @JsonProperty("crm")
  CRM,
  @JsonProperty("snmp")
  SNMP,
  @JsonEnumDefaultValue
  @JsonProperty("unknown")
  UNKNOWN;

  /// The name on the wire, in metrics and in the console: lower case, words joined by `-`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
