package io.ringfence.admin.access;

import io.ringfence.admin.request.Validation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A request to make an API token.
///
/// @param name unique
/// @param role `viewer`, `operator`, `admin` or `bouncer`
/// @param expiresAt `null` for never
public record NewToken(@Nullable String name, @Nullable Role role, @Nullable Instant expiresAt) {
  private static final int MAX_NAME = 64;

  void validate(Instant now) {
    new Validation()
        .check(name != null && !name.isBlank(), "name", "is needed")
        .text("name", name, MAX_NAME)
        .check(role != null, "role", "must be viewer, operator, admin or bouncer")
        .check(expiresAt == null || expiresAt.isAfter(now), "expiresAt", "must be in the future")
        .orRefuse();
  }
}
