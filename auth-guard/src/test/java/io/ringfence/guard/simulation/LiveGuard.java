package io.ringfence.guard.simulation;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.detect.Output;
import io.ringfence.guard.simulation.Engine.Input;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/// auth-guard on the wire. It is killed now and then, with what it had not committed in any
/// mixture, and at times reads again what it has read. A calm twin gets the same records and has
/// none of that: in the end both have announced the same.
final class LiveGuard {

  private static final long COMMIT_INTERVAL = 1_000;
  private static final int READ_AGAIN = 3_000;

  private final World world;
  private final Wire wire;
  private final Engine live;
  private final Engine calm;
  private final Consumer<BlockDecision> decided;
  private final Consumer<Input> processed;
  private final Map<UUID, BlockDecision> decisions = new LinkedHashMap<>();
  private final Map<UUID, SecurityAlert> alerts = new LinkedHashMap<>();
  private final Set<UUID> calmlyAnnounced = new TreeSet<>();
  private final List<Input> uncommitted = new ArrayList<>();
  private final Deque<Input> waiting = new ArrayDeque<>();
  private final Deque<Input> latest = new ArrayDeque<>();
  private boolean isUp = true;
  private boolean isDying;

  /// @param decided hears of each decision once
  /// @param processed hears of each input just before it is looked at
  LiveGuard(
      World world,
      Wire wire,
      GuardPolicy policy,
      IpRangeSet trusted,
      Consumer<BlockDecision> decided,
      Consumer<Input> processed) {
    this.world = world;
    this.wire = wire;
    this.decided = decided;
    this.processed = processed;
    this.live = new Engine(policy, trusted);
    this.calm = new Engine(policy, trusted);
  }

  void receive(Input input) {
    if (isUp) {
      take(input);
    } else {
      waiting.add(input);
    }
  }

  private void take(Input input) {
    processed.accept(input);
    calmly(calm.process(input, world.time()));
    if (isDying) {
      uncommitted.add(input);
    }
    announce(live.process(input, world.time()));
    latest.add(input);
    if (latest.size() > READ_AGAIN) {
      latest.remove();
    }
  }

  void sweep() {
    calmly(calm.sweep(world.time()));
    if (isUp) {
      announce(live.sweep(world.time()));
    }
  }

  private void tick() {
    calmly(calm.ended(world.time()));
    if (isUp) {
      announce(live.ended(world.time()));
    }
  }

  /// `kill -9` at this time, and a start so much later.
  void killAt(long time, Duration away) {
    wire.standsStill(time - COMMIT_INTERVAL, away.plusMillis(COMMIT_INTERVAL));
    world.at(
        time - COMMIT_INTERVAL,
        () -> {
          isDying = true;
          live.commit();
        });
    world.at(time, () -> isUp = false);
    world.at(time + away.toMillis(), this::startAgain);
  }

  private void startAgain() {
    isDying = false;
    isUp = true;
    announce(live.crash(world.random()));
    uncommitted.forEach(input -> announce(live.process(input, world.time())));
    uncommitted.clear();
    while (!waiting.isEmpty()) {
      take(waiting.remove());
    }
    tick();
  }

  /// As after lost offsets.
  void readAgain() {
    if (isUp) {
      List.copyOf(latest).forEach(input -> announce(live.process(input, world.time())));
    }
  }

  private void calmly(List<Output> outputs) {
    for (var output : outputs) {
      switch (output) {
        case Output.Decision(var decision, var _) -> {
          calmlyAnnounced.add(decision.eventId());
          planEnd(decision);
        }
        case Output.Alert(var alert) -> calmlyAnnounced.add(alert.eventId());
        case Output.Found _, Output.Cleared _ -> {}
      }
    }
  }

  private void announce(List<Output> outputs) {
    for (var output : outputs) {
      boolean isLost = isDying && world.chance(0.5);
      if (!isLost) {
        announce(output);
      }
    }
  }

  private void announce(Output output) {
    switch (output) {
      case Output.Decision(var decision, var _) -> {
        wire.send(() -> receive(new Input.Echo(decision)));
        if (decisions.putIfAbsent(decision.eventId(), decision) == null) {
          decided.accept(decision);
          planEnd(decision);
        }
      }
      case Output.Alert(var alert) -> alerts.putIfAbsent(alert.eventId(), alert);
      case Output.Found(var finding) -> wire.send(() -> receive(new Input.Told(finding)));
      case Output.Cleared _ -> {}
    }
  }

  private void planEnd(BlockDecision decision) {
    var end = decision.expiresAt();
    if (end != null) {
      world.at(end.toEpochMilli(), this::tick);
    }
  }

  Map<UUID, BlockDecision> decisions() {
    return decisions;
  }

  long blocks() {
    return decisions.values().stream().filter(one -> one.state() == BlockState.ACTIVE).count();
  }

  Map<UUID, SecurityAlert> alerts() {
    return alerts;
  }

  /// What the calm twin has announced that this one has not, or the other way round.
  Set<UUID> differences() {
    Set<UUID> announced = new TreeSet<>(decisions.keySet());
    announced.addAll(alerts.keySet());
    Set<UUID> all = new TreeSet<>(announced);
    all.addAll(calmlyAnnounced);
    all.removeIf(id -> announced.contains(id) && calmlyAnnounced.contains(id));
    return all;
  }

  int tracked() {
    return live.tracked();
  }

  long bytes() {
    return live.bytes();
  }
}
