package io.ringfence.guard.detect;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What auth-guard remembers of one target: of a source; of an account or a network, which hear
/// from the states of sources what is done to them; of a source's account and of what operators
/// block, only their blocks. Immutable; [StateCodec] packs it for the state store.
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
/// @param told the latest findings and alerts, at most [#MAX_TOLD]
/// @param userAgent of the latest failure
/// @param touchedAt when it was last changed, by auth-guard's clock
public record SourceState(
    Window window,
    Map<Service, Instant> clearedBefore,
    List<Announced> announced,
    List<UUID> orders,
    List<Told> told,
    Offences offences,
    LongMemory memory,
    @Nullable String userAgent,
    Instant touchedAt) {

  /// A block can be widened once per service; older ones have long been seen on the topic.
  static final int MAX_ANNOUNCED = 8;

  static final int MAX_ORDERS = 8;

  /// More of one commit interval is kept beside the states.
  static final int MAX_TOLD = 8;

  public static final SourceState EMPTY =
      new SourceState(
          Window.EMPTY,
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          Offences.NONE,
          LongMemory.NONE,
          null,
          Instant.EPOCH);

  private static final Instant NEVER = Instant.MIN;

  /// States written before there was more than the window have none of it.
  public SourceState {
    clearedBefore = Map.copyOf(clearedBefore);
    announced = latest(announced, MAX_ANNOUNCED);
    orders = latest(orders, MAX_ORDERS);
    told = told == null ? List.of() : latest(told, MAX_TOLD);
    offences = offences == null ? Offences.NONE : offences;
    memory = memory == null ? LongMemory.NONE : memory;
  }

  private static <T> List<T> latest(List<T> all, int max) {
    return List.copyOf(all.size() <= max ? all : all.subList(all.size() - max, all.size()));
  }

  /// Nothing but what was told, the latest [#MAX_TOLD].
  public static SourceState ofTold(List<Told> told) {
    return new SourceState(
        Window.EMPTY,
        Map.of(),
        List.of(),
        List.of(),
        told,
        Offences.NONE,
        LongMemory.NONE,
        null,
        Instant.EPOCH);
  }

  /// The block in force, or `null`.
  public @Nullable BlockDecision block() {
    if (announced.isEmpty()) {
      return null;
    }
    var last = announced.getLast().decision();
    return last.state() == BlockState.ACTIVE ? last : null;
  }

  /// Whether somebody of this name, an account or a source, has logged in to it lately.
  public boolean isFamiliar(String name, Instant at) {
    return memory.isFamiliar(name, at);
  }

  boolean isCleared(Failure failure) {
    return isCleared(failure.service(), failure.at());
  }

  boolean isCleared(Service service, Instant at) {
    return at.isBefore(clearedBefore.getOrDefault(service, NEVER));
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

  /// What this event told, in order.
  List<Output> toldBy(UUID event) {
    return told.isEmpty()
        ? List.of()
        : told.stream().filter(one -> one.cause().equals(event)).map(Told::output).toList();
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
        next,
        clearedBefore,
        announced,
        orders,
        told,
        offences,
        memory,
        agent == null ? userAgent : agent,
        now);
  }

  SourceState announcing(UUID cause, BlockDecision decision, Instant now) {
    return new SourceState(
        window,
        clearedBefore,
        and(announced, new Announced(cause, decision, false)),
        orders,
        told,
        offences,
        memory,
        userAgent,
        now);
  }

  SourceState remembering(UUID order, Instant now) {
    return new SourceState(
        window,
        clearedBefore,
        announced,
        and(orders, order),
        told,
        offences,
        memory,
        userAgent,
        now);
  }

  SourceState telling(Told one, Instant now) {
    return new SourceState(
        window, clearedBefore, announced, orders, and(told, one), offences, memory, userAgent, now);
  }

  SourceState offending(Offences next) {
    return new SourceState(
        window, clearedBefore, announced, orders, told, next, memory, userAgent, touchedAt);
  }

  SourceState recalling(LongMemory next, Instant now) {
    return new SourceState(
        window, clearedBefore, announced, orders, told, offences, next, userAgent, now);
  }

  private static <T> List<T> and(List<T> all, T one) {
    var next = new ArrayList<>(all);
    next.add(one);
    return next;
  }

  /// This decision is the topic's last word for now. What was announced after it is not safe there
  /// until it comes back too: after a crash an earlier decision can be announced again, behind
  /// those that followed from it the first time. An end that nothing followed is safe when its
  /// record has gone from the topic, see [#cleared]: it would stay there for ever.
  SourceState seeing(UUID decision) {
    int place = placeOf(decision);
    if (place < 0) {
      return this;
    }
    boolean isLast = place == announced.size() - 1;
    boolean isSafe = !isLast || announced.get(place).decision().state() == BlockState.ACTIVE;
    var next = new ArrayList<Announced>(announced.size());
    for (int i = 0; i < announced.size(); i++) {
      var one = announced.get(i);
      next.add(i < place ? one : one.withSeen(i == place && isSafe));
    }
    return withMarks(next);
  }

  /// The target has no record on the topic any more: the end that came back before is safe.
  SourceState cleared() {
    int place = firstUnseen();
    if (place < 0 || announced.get(place).decision().state() == BlockState.ACTIVE) {
      return this;
    }
    var next = new ArrayList<>(announced);
    next.set(place, next.get(place).withSeen(true));
    return withMarks(next);
  }

  private SourceState withMarks(List<Announced> next) {
    return next.equals(announced)
        ? this
        : new SourceState(
            window, clearedBefore, next, orders, told, offences, memory, userAgent, touchedAt);
  }

  private int placeOf(UUID decision) {
    for (int i = 0; i < announced.size(); i++) {
      if (announced.get(i).decision().eventId().equals(decision)) {
        return i;
      }
    }
    return -1;
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
        told,
        offences,
        memory.withoutFailures(),
        userAgent,
        touchedAt);
  }

  /// How long what it holds may matter after the newest event.
  Duration reach(GuardPolicy policy) {
    var window = longer(Rules.reach(policy), Spread.reach(policy)).multipliedBy(2);
    return longer(window, memory.reach(policy));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
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
