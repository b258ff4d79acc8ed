package io.ringfence.edge.call;

/// What is known and ruled of calls, the same for all loops.
public record CallControl(CallTable table, Locks locks, DialPlan plan) {}
