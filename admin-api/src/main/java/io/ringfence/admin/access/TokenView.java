package io.ringfence.admin.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An API token, without its secret.
///
/// @param expiresAt `null` for never
public record TokenView(
    UUID id, String name, Role role, Instant createdAt, @Nullable Instant expiresAt) {}
