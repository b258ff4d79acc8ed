package io.ringfence.contracts.config;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/// Which services a blocked target is kept from.
public enum BlockScope {
  /// Those that it has attacked.
  @JsonProperty("attacked")
  ATTACKED,
  /// Those that it has attacked on a first offence, all on each further one. What a newer version
  /// calls otherwise is taken for this one.
  @JsonEnumDefaultValue
  @JsonProperty("all-from-second")
  ALL_FROM_SECOND,
  /// All of them.
  @JsonProperty("all")
  ALL;

  /// @param level 1 for a first offence
  public boolean isAll(int level) {
    return this == ALL || (this == ALL_FROM_SECOND && level > 1);
  }
}
