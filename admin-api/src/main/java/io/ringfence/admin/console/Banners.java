package io.ringfence.admin.console;

import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.audit.AuditLogResource;
import io.ringfence.admin.pending.PendingResource;
import io.ringfence.admin.pending.PendingView;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Looks for what the banner is to say. It is the same for every browser, so one that comes back
/// after it had lost its connection, and one that is opened now, hear of it as well.
@ApplicationScoped
class Banners {
  /// As whom admin-api itself acts.
  private static final String ITSELF = "ringfence";

  private static final String TAKES_BACK = "take-back";
  private static final Duration TOLD_FOR = Duration.ofMinutes(5);

  private final PendingResource pending;
  private final AuditLogResource audit;
  private final Caller caller;
  private final Clock clock;

  Banners(PendingResource pending, AuditLogResource audit, Caller caller, Clock clock) {
    this.pending = pending;
    this.audit = audit;
    this.caller = caller;
    this.clock = clock;
  }

  Uni<Banner> now() {
    return pending
        .list()
        .chain(
            page ->
                page.items().isEmpty()
                    ? lastTakenBack()
                    : Uni.createFrom().item(waiting(page.items().getFirst())));
  }

  private Banner waiting(PendingView change) {
    var left = Duration.between(clock.instant(), change.confirmBy());
    return new Banner(
        Banner.Kind.WAITING,
        change.id().toString(),
        Words.document(change.document()),
        change.by(),
        Words.time(change.confirmBy()),
        Math.max(0, left.toSeconds()),
        caller.has(Role.ADMINISTER),
        null);
  }

  private Uni<Banner> lastTakenBack() {
    return audit
        .list(ITSELF, null, 1, null)
        .map(
            page ->
                page.items().stream()
                    .findFirst()
                    .filter(entry -> entry.action().equals(TAKES_BACK))
                    .filter(entry -> entry.time().isAfter(clock.instant().minus(TOLD_FOR)))
                    .flatMap(Banners::takenBack)
                    .orElse(Banner.NONE));
  }

  private static Optional<Banner> takenBack(AuditLogResource.Entry entry) {
    return Optional.ofNullable(entry.before())
        .map(
            change ->
                new Banner(
                    Banner.Kind.TAKEN_BACK,
                    "back-" + entry.id(),
                    Words.document(change.path("document").asText()),
                    change.path("by").asText(),
                    Words.time(entry.time()),
                    0,
                    false,
                    null));
  }
}
