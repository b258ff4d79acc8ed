package io.ringfence.admin.access;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// The console sessions that go on: not idle for too long, not too old, and the password or API
/// token that they were begun with is still good. They are rows of the database, so every replica
/// knows them, and one that ended is over.
@ApplicationScoped
class OpenSessions {
  /// How exactly the last use is known.
  private static final Duration GRAIN = Duration.ofMinutes(1);

  private final AccessStore store;
  private final ConsoleConfig config;
  private final Clock clock;

  OpenSessions(AccessStore store, ConsoleConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /// @param used whether it is being used, which makes it last
  Uni<Optional<AccessStore.Session>> find(SessionKey key, boolean used) {
    var now = clock.instant();
    return store
        .session(key.hash(), now.minus(config.longest()), now.minus(config.idle()), now)
        .call(
            found ->
                found
                    .filter(session -> used && session.usedAt().isBefore(now.minus(GRAIN)))
                    .map(session -> store.use(session.id(), now))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }
}
