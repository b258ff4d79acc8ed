package io.ringfence.admin.access;

import io.smallrye.mutiny.Uni;

/// What a request was let in by, for answers that last: a token may expire or be revoked, a user's
/// password or role changed.
@FunctionalInterface
public interface Login {
  String ATTRIBUTE = "ringfence.login";

  /// Whether it would be let in now. Fails when the database is away.
  Uni<Boolean> isStillGood();
}
