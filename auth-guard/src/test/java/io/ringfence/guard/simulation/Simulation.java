package io.ringfence.guard.simulation;

import io.ringfence.contracts.config.BlockLengths;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.simulation.Engine.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// A town, those who attack it, and auth-guard between them. What must not be is collected in
/// [#objections].
final class Simulation {

  static final GuardPolicy POLICY =
      new GuardPolicy(
              1,
              true,
              5,
              Duration.ofMinutes(10),
              Duration.ofHours(1),
              null,
              List.of(),
              Map.of(),
              GuardPolicy.DEFAULT_WEIGHTS,
              List.of(Attackers.DECOY),
              BlockLengths.DEFAULT)
          .with(new Trunks(List.of(Town.BRANCH_ACCOUNT), Trunks.DEFAULT_MEMORY));

  private static final int HISTORY = 60;
  private static final int MOST_OBJECTIONS = 20;
  private static final Duration SWEEP_EVERY = Duration.ofHours(12);
  private static final Duration KILLED_EVERY = Duration.ofHours(40);
  private static final Duration STILL_EVERY = Duration.ofDays(6);
  private static final Duration READ_AGAIN_EVERY = Duration.ofDays(5);

  private final Scale scale;
  private final World world;
  private final Wire wire;
  private final Ledger ledger = new Ledger();
  private final Front front;
  private final LiveGuard guard;
  private final Town town;
  private final Attackers attackers;
  private final PolicyText text;
  private final List<String> objections = new ArrayList<>();
  private int kills;

  Simulation(Scale scale) {
    this.scale = scale;
    this.world = new World(scale);
    this.wire = new Wire(world);
    var trusted = IpRangeSet.of(List.of(IpRange.parse(Town.TRUNK.toString())));
    this.text = new PolicyText(POLICY, trusted, ledger, wire);
    this.front = new Front(world, wire, ledger, this::toGuard);
    this.guard = new LiveGuard(world, wire, POLICY, trusted, this::decided, this::processed);
    var addresses = new Addresses();
    this.town = new Town(world, front, addresses);
    this.attackers = new Attackers(world, wire, front, town, addresses);
  }

  private void toGuard(AuthenticationAttempt attempt) {
    guard.receive(new Input.Attempted(attempt));
  }

  private void processed(Input input) {
    if (input instanceof Input.Attempted(var attempt)) {
      ledger.processed(attempt, world.now());
    }
  }

  private void decided(BlockDecision decision) {
    front.announce(decision);
    if (decision.state() == BlockState.ACTIVE) {
      attackers.campaigns().forEach(campaign -> campaign.decided(decision));
      text.objection(decision, world.now()).ifPresent(why -> object(decision, why));
    }
  }

  private void object(BlockDecision decision, String why) {
    if (objections.size() < MOST_OBJECTIONS) {
      objections.add(
          "%s is blocked by %s on day %d, and the text would have spared it: %s\n%s"
              .formatted(
                  decision.target().value(),
                  decision.rule().wireName(),
                  Duration.between(World.START, decision.occurredAt()).toDays(),
                  why,
                  text.history(decision, HISTORY).collect(Collectors.joining("\n"))));
    }
  }

  Report run() {
    trouble();
    town.settle(scale.phones());
    attackers.plan(Math.max(1, scale.phones() / 500));
    sweep();
    world.run();
    judge();
    return new Report(scale, town, attackers, guard, ledger, wire, kills);
  }

  private void trouble() {
    long step = KILLED_EVERY.toMillis();
    for (long at = world.now() + step; at < world.end(); at += step) {
      kills++;
      guard.killAt(at + world.between(0, step / 2), Duration.ofMillis(world.between(500, 60_000)));
    }
    step = STILL_EVERY.toMillis();
    for (long at = world.now() + step; at < world.end(); at += step) {
      wire.standsStill(at + world.between(0, step / 2), Duration.ofMinutes(10));
    }
    step = READ_AGAIN_EVERY.toMillis();
    for (long at = world.now() + step; at < world.end(); at += step) {
      world.at(at + world.between(0, step / 2), guard::readAgain);
    }
  }

  private void sweep() {
    guard.sweep();
    world.in(SWEEP_EVERY.toMillis(), this::sweep);
  }

  private void judge() {
    objections.addAll(attackers.objections().stream().limit(MOST_OBJECTIONS).toList());
    var differences = guard.differences();
    if (!differences.isEmpty()) {
      objections.add(
          "after crashes and repetitions %d decisions and alerts differ, the first: %s"
              .formatted(
                  differences.size(), differences.stream().limit(3).map(this::shown).toList()));
    }
    judgeEnds();
    if (town.branchRefused() > 0) {
      objections.add("the registered trunk was refused " + town.branchRefused() + " times");
    }
    for (var campaign : attackers.campaigns()) {
      if (campaign.kind().scope() == AttackKind.Scope.ALERT && !isTold(campaign)) {
        objections.add(campaign.kind().text() + ": it was not told of " + campaign.targets());
      }
      if (campaign.kind().isToBeStopped() && campaign.isReached() && !campaign.isStopped()) {
        objections.add(campaign.kind().text() + ": " + campaign.targets() + " never blocked");
      }
    }
  }

  private void judgeEnds() {
    var open = new HashSet<UUID>();
    var ended = new HashSet<UUID>();
    for (var decision : guard.decisions().values()) {
      (decision.state() == BlockState.ACTIVE ? open : ended).add(decision.blockId());
    }
    open.removeAll(ended);
    if (!open.isEmpty()) {
      objections.add(open.size() + " blocks never ended");
    }
  }

  /// A success shortly before the end is not expected to have come through.
  private boolean isTold(Campaign campaign) {
    return !campaign.hasSucceeded()
        || guard.alerts().values().stream()
            .filter(alert -> alert.kind() == SecurityAlert.Kind.SUCCESS_AFTER_GUESSING)
            .anyMatch(alert -> campaign.isAbout(alert.subject()));
  }

  private String shown(UUID id) {
    var decision = guard.decisions().get(id);
    var alert = guard.alerts().get(id);
    return decision != null
        ? decision.target().value() + " " + decision.state() + " " + decision.rule()
        : alert != null ? alert.kind() + " " + alert.subject() : id + ", announced calmly only";
  }

  List<String> objections() {
    return objections;
  }
}
