package io.ringfence.admin.pending;

import io.ringfence.admin.access.Caller;
import io.ringfence.admin.impact.Rehearsing;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.PendingChange;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/// The way every change of groups, services and the trusted group goes: it is made in a transaction
/// and then looked at. When somebody would be cut off who is not to be, the transaction is rolled
/// back, so what is rehearsed is what would have been done.
@ApplicationScoped
public class FirewallChanges {
  private static final String HEADER = "Pending-Change";

  private final Changes changes;
  private final Pendings pendings;
  private final Rehearsing rehearsing;
  private final Standing standing;
  private final PendingConfig bounds;
  private final Caller caller;

  FirewallChanges(
      Changes changes,
      Pendings pendings,
      Rehearsing rehearsing,
      Standing standing,
      PendingConfig bounds,
      Caller caller) {
    this.changes = changes;
    this.pendings = pendings;
    this.rehearsing = rehearsing;
    this.standing = standing;
    this.bounds = bounds;
    this.caller = caller;
  }

  /// What was made.
  ///
  /// @param pending when it has to be confirmed
  public record Made<T>(T result, @Nullable PendingChange pending) {
    /// The answer, with the id of what is to be confirmed.
    public <B> ResponseBuilder<B> noted(ResponseBuilder<B> answer) {
      return pending == null ? answer : answer.header(HEADER, pending.id().toString());
    }
  }

  /// Makes a change, unless somebody is cut off by it who is not to be, or another one waits to be
  /// confirmed. What is wrong with the change itself is said first.
  ///
  /// @param key of the document that is changed, made or deleted
  public <T> Uni<Made<T>> commit(Consent consent, String key, Function<Change, Uni<T>> work) {
    var actor = caller.actor();
    var asker =
        new Rehearsing.Asker(Objects.requireNonNull(actor.source()), caller.port(), actor.name());
    boolean agreed = consent.toImpact();
    var within = consent.within(bounds);
    return changes.commit(
        actor,
        change ->
            pendings
                .row(change.session())
                .chain(
                    waiting ->
                        waiting.isPresent()
                            ? refused(work.apply(change), waiting.get())
                            : agreed && within == null
                                ? work.apply(change).map(result -> new Made<>(result, null))
                                : rehearsed(change, new Terms(asker, key, agreed, within), work)));
  }

  /// On what terms a change is made.
  private record Terms(
      Rehearsing.Asker asker, String key, boolean agreed, @Nullable Duration within) {}

  private static <T> Uni<Made<T>> refused(Uni<T> made, PendingRow waiting) {
    return made.map(
        _ -> {
          throw Pendings.waits(waiting);
        });
  }

  private <T> Uni<Made<T>> rehearsed(Change change, Terms terms, Function<Change, Uni<T>> work) {
    return standing
        .before(change)
        .chain(
            before ->
                begun(change, terms, before)
                    .chain(
                        pending ->
                            work.apply(change)
                                .call(() -> rehearse(change, terms, before))
                                .map(result -> new Made<>(result, pending.orElse(null)))));
  }

  private Uni<Optional<PendingChange>> begun(Change change, Terms terms, Configuration before) {
    var within = terms.within();
    if (within == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    return pendings
        .begin(change, terms.key(), before.document(terms.key()), change.now().plus(within))
        .map(Optional::of);
  }

  private Uni<Void> rehearse(Change change, Terms terms, Configuration before) {
    return terms.agreed()
        ? Uni.createFrom().voidItem()
        : rehearsing.requireNobodyCutOff(
            change.session(), terms.asker(), before, change.after(before), change.now());
  }
}
