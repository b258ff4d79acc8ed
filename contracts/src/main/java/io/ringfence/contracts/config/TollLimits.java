package io.ringfence.contracts.config;

import org.jspecify.annotations.Nullable;

/// How much may be called to numbers that cost.
///
/// @param callsPerHour calls answered within any hour
/// @param concurrentCalls calls at the same time
/// @param minutesPerDay minutes within any 24 hours, those of calls that go on included
public record TollLimits(
    Threshold callsPerHour, Threshold concurrentCalls, Threshold minutesPerDay) {

  public static final TollLimits NONE = new TollLimits(null, null, null);

  public TollLimits(
      @Nullable Threshold callsPerHour,
      @Nullable Threshold concurrentCalls,
      @Nullable Threshold minutesPerDay) {
    this.callsPerHour = callsPerHour == null ? Threshold.NONE : callsPerHour;
    this.concurrentCalls = concurrentCalls == null ? Threshold.NONE : concurrentCalls;
    this.minutesPerDay = minutesPerDay == null ? Threshold.NONE : minutesPerDay;
  }
}
