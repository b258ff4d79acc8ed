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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Looks up the host names in groups when their TTL is over, and publishes a group again when its
/// addresses changed. Only the instance that dispatches the outbox does, so that all nodes act on
/// one answer.
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
  private final NameServers servers;
  private final Clock clock;

  /// Of the thread alone.
  private final Map<String, Named> named = new HashMap<>();

  /// The versions that this instance has committed. Until the topic shows them, what it shows is
  /// of before, and says nothing about what is to be published. Of the thread alone.
  private final Map<String, Long> committed = new HashMap<>();

  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;

  HostWatch(
      Changes changes,
      Dispatcher dispatcher,
      PublishedConfig published,
      HostNames names,
      NameServers servers,
      Clock clock) {
    this.changes = changes;
    this.dispatcher = dispatcher;
    this.published = published;
    this.names = names;
    this.clock = clock;
    this.servers = servers;
    published.onGroups(wake::release);
    this.thread = Thread.ofPlatform().daemon().name("host-names").start(this::run);
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (dispatcher.state() == Dispatcher.State.DISPATCHING) {
          round();
        } else {
          // A group that is changed here is published with what the others have found.
          published.configuration().groups().values().forEach(g -> names.follow(g.resolved()));
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

  /// The host names of a group as it was published.
  private record Named(long version, Set<String> hosts) {
    static Named of(IpGroup group) {
      return new Named(group.version(), GroupRules.hosts(group.members()));
    }
  }

  private void round() throws InterruptedException {
    var groups = published.configuration().groups().values();
    groups.forEach(group -> names.recall(group.resolved()));
    forgetAllBut(groups);
    var wanted = new HashSet<String>();
    groups.forEach(group -> wanted.addAll(hosts(group)));
    names.forgetAllBut(wanted);
    lookUp(names.due(wanted, clock.instant()));
    var changed =
        groups.stream()
            .filter(this::isLatest)
            .filter(group -> !names.resolved(hosts(group)).equals(group.resolved()))
            .map(IpGroup::id)
            .toList();
    if (!changed.isEmpty()) {
      publish(changed);
    }
  }

  private boolean isLatest(IpGroup group) {
    return group.version() >= committed.getOrDefault(group.id(), 0L);
  }

  /// Members are many: they are gone through when the group has changed, not every second.
  private Set<String> hosts(IpGroup group) {
    return named
        .compute(
            group.id(),
            (_, known) ->
                known != null && known.version() == group.version() ? known : Named.of(group))
        .hosts();
  }

  private void forgetAllBut(Collection<IpGroup> groups) {
    var ids = groups.stream().map(IpGroup::id).collect(Collectors.toSet());
    named.keySet().retainAll(ids);
    committed.keySet().retainAll(ids);
  }

  private void lookUp(List<String> due) throws InterruptedException {
    if (due.isEmpty()) {
      return;
    }
    var lookups =
        Executors.newFixedThreadPool(
            LOOKUPS_AT_ONCE, Thread.ofVirtual().name("host-name-", 1).factory());
    due.forEach(name -> lookups.execute(() -> lookUp(name)));
    lookups.shutdown();
    if (!lookups.awaitTermination(LOOKUPS_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      lookups.shutdownNow();
    }
  }

  private void lookUp(String name) {
    try {
      names.take(name, servers.lookUp(name), clock.instant());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      names.take(name, Answer.Both.failed(Unavailable.reason(e)), clock.instant());
    }
  }

  private void publish(List<String> ids) {
    var versions = new HashMap<String, Long>();
    try {
      VertxContextSupport.subscribeAndAwait(
          () ->
              changes.commit(
                  SELF,
                  change ->
                      Multi.createFrom()
                          .iterable(ids)
                          .onItem()
                          .transformToUniAndConcatenate(id -> publish(change, id, versions))
                          .collect()
                          .asList()));
      committed.putAll(versions);
      LOG.infof("host names: the addresses of %d groups changed", (Object) ids.size());
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// A group deleted meanwhile is passed over.
  private Uni<Void> publish(Change change, String id, Map<String, Long> versions) {
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
                          versions.put(id, version);
                          return change.publish(ConfigKey.GROUP + id, row.document(names));
                        }));
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
