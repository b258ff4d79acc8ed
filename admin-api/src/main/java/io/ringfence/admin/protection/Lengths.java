package io.ringfence.admin.protection;

import io.ringfence.contracts.config.BlockScope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How blocks grow and what they cover, as the REST interface shows and takes it; a field left out
/// keeps its value.
///
/// @param factor how many times as long the next block of the same target is; 1 for no longer
/// @param cap the longest
/// @param memory how long after its end a block still counts as an offence
/// @param jitterPercent by how much a block may be longer at random
/// @param scope which services: `attacked`, `all-from-second` for all from the second offence on,
///     or `all`
public record Lengths(
    @Nullable Double factor,
    @Nullable Duration cap,
    @Nullable Duration memory,
    @Nullable Integer jitterPercent,
    @Nullable BlockScope scope) {}
