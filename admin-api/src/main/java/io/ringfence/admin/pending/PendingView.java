package io.ringfence.admin.pending;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change that waits to be confirmed.
///
/// @param document what was changed, such as `service/web`, `group/office` or `policy/guard`
/// @param by who changed it
/// @param source from where
/// @param confirmBy when it takes itself back
public record PendingView(
    UUID id,
    String document,
    String by,
    @Nullable String source,
    Instant madeAt,
    Instant confirmBy) {}
