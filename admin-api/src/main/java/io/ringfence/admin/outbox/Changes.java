package io.ringfence.admin.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfence.admin.audit.Actor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/// The way every change of configuration goes.
@ApplicationScoped
public class Changes {
  /// Held until the transaction's end, so that ids in the outbox are in the order of commits, and
  /// checks across documents see what they check.
  private static final String ONE_AT_A_TIME = "select cast(pg_advisory_xact_lock(7246, 1) as text)";

  private final Mutiny.SessionFactory sessions;
  private final ObjectMapper json;
  private final Clock clock;

  Changes(Mutiny.SessionFactory sessions, ObjectMapper json, Clock clock) {
    this.sessions = sessions;
    this.json = json;
    this.clock = clock;
  }

  /// Runs the change in one transaction; a failure takes all of it back.
  public <T> Uni<T> commit(Actor actor, Function<Change, Uni<T>> work) {
    return sessions.withTransaction(
        (session, transaction) ->
            session
                .createNativeQuery(ONE_AT_A_TIME, String.class)
                .getSingleResult()
                .chain(
                    () -> {
                      var change = new Change(session, actor, clock.instant(), json);
                      return work.apply(change).call(change::end);
                    }));
  }

  public <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
    return sessions.withSession(work);
  }
}
