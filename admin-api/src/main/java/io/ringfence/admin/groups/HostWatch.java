package io.ringfence.admin.groups;

import io.quarkus.runtime.Startup;
import io.quarkus.vertx.VertxContextSupport;
import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.outbox.Dispatcher;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.problem.Unavailable;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.IpGroup;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Looks up the host names in groups, and publishes a group again when its addresses changed. Only
/// the instance that dispatches the outbox does, so that all nodes act on one answer.
@ApplicationScoped
@Startup
class HostWatch {
  private static final Logger LOG = Logger.getLogger(HostWatch.class);
  private static final Actor SELF = new Actor("ringfence", null);
  private static final int LOOKUPS_AT_ONCE = 8;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration LOOKUPS_LIMIT = Duration.ofSeconds(30);

  private final Changes changes;
  private final Dispatcher dispatcher;
  private final PublishedConfig published;
  private final HostNames names;
  private final Clock clock;
  private final Duration every;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;

  /// @param every `ringfence.groups.resolve-every`: how often host names are looked up
  HostWatch(
      Changes changes,
      Dispatcher dispatcher,
      PublishedConfig published,
      HostNames names,
      Clock clock,
      @ConfigProperty(name = "ringfence.groups.resolve-every", defaultValue = "PT1M")
          Duration every) {
    this.changes = changes;
    this.dispatcher = dispatcher;
    this.published = published;
    this.names = names;
    this.clock = clock;
    this.every = every;
    published.onGroups(wake::release);
    this.thread = Thread.ofPlatform().daemon().name("host-names").start(this::run);
  }

  private void run() {
    Instant lastRound = Instant.EPOCH;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (dispatcher.state() == Dispatcher.State.DISPATCHING) {
          boolean due = !clock.instant().isBefore(lastRound.plus(every));
          lastRound = due ? clock.instant() : lastRound;
          round(due);
        }
        var _ = wake.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
        wake.drainPermits();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warnf("host names: %s", Unavailable.reason(e));
      }
    }
  }

  /// @param all looks up every name; otherwise only those never looked up
  private void round(boolean all) throws InterruptedException {
    var groups = published.configuration().groups().values();
    groups.forEach(group -> names.recall(group.resolved()));
    var wanted = new HashSet<String>();
    groups.forEach(group -> wanted.addAll(GroupRules.hosts(group.members())));
    names.forgetAllBut(wanted);
    lookUp(all ? wanted : names.untried(wanted));
    var changed =
        groups.stream()
            .filter(
                group ->
                    !names.resolved(GroupRules.hosts(group.members())).equals(group.resolved()))
            .map(IpGroup::id)
            .toList();
    if (!changed.isEmpty()) {
      publish(changed);
    }
  }

  private void lookUp(Set<String> wanted) throws InterruptedException {
    if (wanted.isEmpty()) {
      return;
    }
    var lookups =
        Executors.newFixedThreadPool(
            LOOKUPS_AT_ONCE, Thread.ofVirtual().name("host-name-", 1).factory());
    wanted.forEach(name -> lookups.execute(() -> names.lookUp(name)));
    lookups.shutdown();
    if (!lookups.awaitTermination(LOOKUPS_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      lookups.shutdownNow();
    }
  }

  private void publish(List<String> ids) {
    try {
      VertxContextSupport.subscribeAndAwait(
          () ->
              changes.commit(
                  SELF,
                  change ->
                      Multi.createFrom()
                          .iterable(ids)
                          .onItem()
                          .transformToUniAndConcatenate(id -> publish(change, id))
                          .collect()
                          .asList()));
      LOG.infof("host names: the addresses of %d groups changed", (Object) ids.size());
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// A group deleted meanwhile is passed over.
  private Uni<Void> publish(Change change, String id) {
    return change
        .session()
        .createSelectionQuery(
            "select distinct g from GroupRow g left join fetch g.members where g.id = :id",
            GroupRow.class)
        .setParameter("id", id)
        .getSingleResultOrNull()
        .onItem()
        .ifNotNull()
        .transformToUni(
            row ->
                change
                    .nextVersion()
                    .chain(
                        version -> {
                          row.version = version;
                          return change.publish(ConfigKey.GROUP + id, row.document(names));
                        }));
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
