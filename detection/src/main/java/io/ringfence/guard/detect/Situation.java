package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import java.time.Instant;

/// What else a decision depends on.
///
/// @param trusted whether the source, or the whole of the prefix, is trusted
/// @param now auth-guard's clock, in milliseconds; blocks end by it
public record Situation(GuardPolicy policy, boolean trusted, Instant now) {}
