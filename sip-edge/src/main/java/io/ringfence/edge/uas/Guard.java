package io.ringfence.edge.uas;

import io.ringfence.edge.guard.GuardSettings;
import io.ringfence.edge.guard.PbxNonces;
import java.util.function.LongSupplier;

/// What it takes to stand in front of a PBX that owns the accounts.
///
/// @param nowMillis the time when an answer of the PBX has come
public record Guard(GuardSettings settings, PbxNonces nonces, LongSupplier nowMillis) {}
