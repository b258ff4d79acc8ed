package io.ringfence.contracts.config;

import org.jspecify.annotations.Nullable;

/// Limits of one account's calls, or of all accounts' together.
///
/// @param limits at any time
/// @param outsideHours further ones, of calls that begin outside office hours
public record TollRule(RuleMode mode, TollLimits limits, TollLimits outsideHours) {

  public TollRule(
      @Nullable RuleMode mode, @Nullable TollLimits limits, @Nullable TollLimits outsideHours) {
    if (mode == null) {
      throw new IllegalArgumentException("a rule's mode is missing");
    }
    this.mode = mode;
    this.limits = limits == null ? TollLimits.NONE : limits;
    this.outsideHours = outsideHours == null ? TollLimits.NONE : outsideHours;
  }
}
