package io.ringfence.contracts.config;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/// What a rule's finding leads to.
public enum RuleMode {
  /// The rule is not looked at.
  @JsonProperty("off")
  OFF,
  /// It reports what it would have blocked, and blocks nobody. What a newer version calls otherwise
  /// is taken for this one: it hurts nobody and hides nothing.
  @JsonEnumDefaultValue
  @JsonProperty("watch")
  WATCH,
  /// It blocks.
  @JsonProperty("on")
  ON
}
