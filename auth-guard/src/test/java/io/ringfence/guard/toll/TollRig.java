package io.ringfence.guard.toll;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.CallState;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Calls as edges tell them, and the decisions about them as the topology joins them: by account
/// and all in one. What is announced is kept once for each id, as consumers take it.
public final class TollRig {

  private static final Duration CONFIRM_EVERY = Duration.ofMinutes(1);

  /// A call that goes on.
  ///
  /// @param end when it will end by itself
  private record Running(
      UUID id, Plan plan, Instant answeredAt, Instant toldAt, @Nullable Instant end) {

    Instant next() {
      var confirmed = toldAt.plus(CONFIRM_EVERY);
      return end != null && end.isBefore(confirmed) ? end : confirmed;
    }
  }

  /// What call it is.
  public record Plan(
      String account,
      String number,
      CallDirection direction,
      boolean isEmergency,
      IpAddress source) {}

  private final GuardPolicy policy;
  private final Predicate<IpAddress> trusted;
  private final Map<String, TollState> states = new HashMap<>();
  private final Map<String, Instant> unlocked = new HashMap<>();
  private final Map<UUID, Running> running = new HashMap<>();
  private final List<CallEvent> told = new ArrayList<>();
  private final List<TollOutput> announced = new ArrayList<>();
  private final Set<UUID> known = new HashSet<>();
  private TollSituation.Bounds bounds = TollSituation.Bounds.DEFAULT;
  private Instant now;
  private long count;

  public TollRig(GuardPolicy policy, Predicate<IpAddress> trusted, Instant start) {
    this.policy = policy;
    this.trusted = trusted;
    this.now = start;
  }

  void bound(TollSituation.Bounds next) {
    bounds = next;
  }

  public List<TollOutput> announced() {
    return announced;
  }

  List<CallEvent> events() {
    return told;
  }

  Map<String, TollState> states() {
    return states;
  }

  /// A call is answered.
  ///
  /// @param length `null` when it goes on until it is hung up
  public void call(Plan plan, @Nullable Duration length) {
    var end = length == null ? null : now.plus(length);
    var call = new Running(id(now), plan, now, now, end);
    running.put(call.id(), call);
    tell(event(call, CallState.ANSWERED, now));
  }

  public void hangUp(String account) {
    for (var call : List.copyOf(running.values())) {
      if (call.plan().account().equals(account)) {
        end(call, now);
      }
    }
  }

  /// The edge that carries the account's calls is gone: nothing more is told of them.
  public void lose(String account) {
    running.values().removeIf(call -> call.plan().account().equals(account));
  }

  public void unlock(String key) {
    unlocked.put(key, now);
  }

  /// The latest events come again, as after a crash.
  public void replay(int events) {
    var all = List.copyOf(told);
    all.subList(Math.max(0, all.size() - events), all.size()).forEach(this::take);
  }

  /// Lets the time come, with all that is told of calls until then.
  public void until(Instant time) {
    while (true) {
      var next = running.values().stream().min(Comparator.comparing(Running::next)).orElse(null);
      if (next == null || next.next().isAfter(time)) {
        now = time;
        return;
      }
      now = next.next();
      if (now.equals(next.end())) {
        end(next, now);
      } else {
        running.put(
            next.id(), new Running(next.id(), next.plan(), next.answeredAt(), now, next.end()));
        tell(event(next, CallState.ANSWERED, now));
      }
    }
  }

  private void end(Running call, Instant at) {
    running.remove(call.id());
    tell(event(call, CallState.ENDED, at));
  }

  private CallEvent event(Running call, CallState state, Instant at) {
    boolean isOver = state == CallState.ENDED;
    String number = call.plan().number();
    return new CallEvent(
        1,
        id(at),
        at,
        call.id(),
        state,
        "call-" + call.id(),
        call.plan().direction(),
        call.plan().account(),
        call.plan().account(),
        number,
        number.startsWith("00") ? "+" + number.substring(2) : number,
        call.plan().isEmergency(),
        call.plan().source(),
        5060,
        Transport.UDP,
        "phone",
        "trunk.example.net",
        call.answeredAt(),
        call.answeredAt(),
        isOver ? at : null,
        isOver ? Duration.between(call.answeredAt(), at) : null,
        isOver ? CallEnd.CALLER_HUNG_UP : null,
        null,
        null,
        "edge-1");
  }

  private void tell(CallEvent event) {
    told.add(event);
    take(event);
  }

  void take(CallEvent event) {
    var call = TollCall.of(event, policy.toll(), trusted.test(event.source()), now);
    if (call != null) {
      take(call);
    }
  }

  private void take(TollCall call) {
    var told = Json.read(Json.write(call), TollCall.class);
    var state = states.getOrDefault(told.key(), TollState.EMPTY);
    var unlockedAt = unlocked.get(told.key());
    var situation = TollSituation.of(policy, told.account(), unlockedAt, bounds, now);
    var step = TollGuard.call(state, told, situation);
    states.put(told.key(), step.state());
    for (var output : step.outputs()) {
      switch (output) {
        case TollOutput.Alert(var alert) -> announce(alert.eventId(), output);
        case TollOutput.Lock(var order) -> announce(order.eventId(), output);
        case TollOutput.Count(var counted) -> take(counted);
      }
    }
  }

  private void announce(UUID id, TollOutput output) {
    if (known.add(id)) {
      announced.add(output);
    }
  }

  private UUID id(Instant at) {
    count++;
    return new UUID((at.toEpochMilli() << 16) | 0x7000L, 0x8000_0000_0000_0000L | count);
  }
}
