package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What auth-guard remembers of one source, or of one prefix that an operator blocked. Immutable;
/// its JSON is the value in the state store.
///
/// Instead of the ids of all failures that were ever used up it keeps, per service, the time before
/// which failures no longer count ([#clearedBefore]): a block uses up those that led to it, its
/// duration those made meanwhile, a release by hand all. However often and late they come again,
/// they are recognised in constant space.
///
/// @param announced the latest decisions, oldest first, at most [#MAX_ANNOUNCED]; the last one says
///     whether there is a block
/// @param orders the latest releases that found no block, at most [#MAX_ORDERS]: one that is
///     replayed must not lift a block that is younger
/// @param userAgent of the latest failure
/// @param touchedAt when it was last changed, by auth-guard's clock
public record SourceState(
    Window window,
    Map<Service, Instant> clearedBefore,
    List<Announced> announced,
    List<UUID> orders,
    @Nullable String userAgent,
    Instant touchedAt) {

  /// A block can be widened once per service; older ones have long been seen on the topic.
  static final int MAX_ANNOUNCED = 8;

  static final int MAX_ORDERS = 8;

  public static final SourceState EMPTY =
      new SourceState(Window.EMPTY, Map.of(), List.of(), List.of(), null, Instant.EPOCH);

  private static final Instant NEVER = Instant.MIN;

  public SourceState {
    clearedBefore = Map.copyOf(clearedBefore);
    announced = latest(announced, MAX_ANNOUNCED);
    orders = latest(orders, MAX_ORDERS);
  }

  private static <T> List<T> latest(List<T> all, int max) {
    return List.copyOf(all.subList(Math.max(0, all.size() - max), all.size()));
  }

  /// The block in force, or `null`.
  public @Nullable BlockDecision block() {
    if (announced.isEmpty()) {
      return null;
    }
    var last = announced.getLast().decision();
    return last.state() == BlockState.ACTIVE ? last : null;
  }

  boolean isCleared(Failure failure) {
    return failure.at().isBefore(clearedBefore.getOrDefault(failure.service(), NEVER));
  }

  /// Where the decisions begin that this event caused, or -1.
  int causedBy(UUID event) {
    for (int i = 0; i < announced.size(); i++) {
      if (announced.get(i).cause().equals(event)) {
        return i;
      }
    }
    return -1;
  }

  boolean knows(UUID blockId) {
    return announced.stream().anyMatch(known -> known.decision().blockId().equals(blockId));
  }

  /// The first decision that is not known to be on the topic, or -1.
  int firstUnseen() {
    for (int i = 0; i < announced.size(); i++) {
      if (!announced.get(i).seen()) {
        return i;
      }
    }
    return -1;
  }

  SourceState counting(Window next, @Nullable String agent, Instant now) {
    return new SourceState(
        next, clearedBefore, announced, orders, agent == null ? userAgent : agent, now);
  }

  SourceState announcing(UUID cause, BlockDecision decision, Instant now) {
    var next = new ArrayList<>(announced);
    next.add(new Announced(cause, decision, false));
    return new SourceState(window, clearedBefore, next, orders, userAgent, now);
  }

  SourceState remembering(UUID order, Instant now) {
    var next = new ArrayList<>(orders);
    next.add(order);
    return new SourceState(window, clearedBefore, announced, next, userAgent, now);
  }

  SourceState seeing(UUID decision) {
    var next =
        announced.stream()
            .map(one -> one.decision().eventId().equals(decision) ? one.asSeen() : one)
            .toList();
    return next.equals(announced)
        ? this
        : new SourceState(window, clearedBefore, next, orders, userAgent, touchedAt);
  }

  /// Uses up what these services' failures add up to, and any that turn up later although they were
  /// made before `until`.
  SourceState clearing(Collection<Service> services, Instant until) {
    var used = window.where(failure -> services.contains(failure.service()));
    var newest = used.newest();
    Instant end = newest == null || newest.isBefore(until) ? until : newest.plusMillis(1);
    var cleared = new EnumMap<Service, Instant>(Service.class);
    cleared.putAll(clearedBefore);
    services.forEach(service -> cleared.merge(service, end, SourceState::later));
    return new SourceState(
        window.where(failure -> !services.contains(failure.service())),
        cleared,
        announced,
        orders,
        userAgent,
        touchedAt);
  }

  /// The latest event time that the state knows of.
  Instant newest() {
    Instant newest = window.newest();
    return clearedBefore.values().stream()
        .reduce(newest == null ? Instant.EPOCH : newest, SourceState::later);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
