package io.ringfence.firewall.enforcement;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// This node and its clocks.
///
/// @param nanos time that passes, whatever the clock is set to, as [System#nanoTime]
public record Node(String name, InstantSource clock, LongSupplier nanos) {}
