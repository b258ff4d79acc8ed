package io.ringfence.guard.replay;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Rule;
import io.ringfence.guard.detect.Output;
import io.ringfence.guard.detect.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one policy makes of the past.
final class Course {

  /// All blocks of a target, the first of them in full.
  static final class Blocked {
    final BlockTarget target;
    final Instant since;
    final List<Decided> first = new ArrayList<>();
    int count;
    LaterLogins logins = LaterLogins.NONE;
    private @Nullable UUID latest;

    Blocked(BlockTarget target, Instant since) {
      this.target = target;
      this.since = since;
    }
  }

  private final Replay replay;
  private final Instant from;
  private final int inFull;
  private final Map<String, Blocked> targets = new LinkedHashMap<>();
  private final Map<Rule, Integer> byRule = new TreeMap<>();

  /// @param start of what is replayed
  /// @param from when what is decided is of interest
  /// @param inFull how many blocks of a target are kept
  Course(Configuration configuration, Instant start, Instant from, int inFull) {
    this.replay = new Replay(configuration, start, this::announced);
    this.from = from;
    this.inFull = inFull;
  }

  void attempt(AuthenticationAttempt attempt) {
    replay.until(attempt.occurredAt());
    if (attempt.outcome() == Outcome.ACCEPTED && attempt.sourceVerified()) {
      login(attempt);
    }
    replay.attempt(attempt);
  }

  void order(Command order) {
    replay.until(order.occurredAt());
    replay.command(order);
  }

  int remembered() {
    return replay.targets();
  }

  /// By target, in the order of their first blocks.
  Map<String, Blocked> targets() {
    return Collections.unmodifiableMap(targets);
  }

  /// How many blocks each rule has decided.
  Map<Rule, Integer> byRule() {
    return Collections.unmodifiableMap(byRule);
  }

  /// A shielded account still takes who has logged in to it before.
  private void login(AuthenticationAttempt login) {
    for (var target : Targets.met(login)) {
      var blocked = targets.get(target.value());
      boolean isAdmitted =
          target instanceof BlockTarget.Account
              && replay.isFamiliar(target, login.key(), login.occurredAt());
      if (blocked != null && !isAdmitted) {
        var lying = replay.block(target);
        boolean isKeptOut =
            lying != null
                && lying.origin() == Origin.GUARD
                && lying.services().contains(login.service());
        blocked.logins = blocked.logins.with(login, isKeptOut);
      }
    }
  }

  private void announced(Output output) {
    if (output instanceof Output.Decision(var decision, var repeated)
        && !repeated
        && decision.origin() == Origin.GUARD
        && decision.state() == BlockState.ACTIVE
        && !decision.occurredAt().isBefore(from)) {
      take(decision);
    }
  }

  private void take(BlockDecision decision) {
    var blocked =
        targets.computeIfAbsent(
            decision.target().value(), _ -> new Blocked(decision.target(), decision.occurredAt()));
    boolean isWidened = decision.blockId().equals(blocked.latest);
    if (isWidened && blocked.count <= inFull) {
      blocked.first.set(blocked.count - 1, blocked.first.getLast().widened(decision));
    } else if (!isWidened) {
      blocked.latest = decision.blockId();
      blocked.count++;
      byRule.merge(decision.rule(), 1, Integer::sum);
      if (blocked.count <= inFull) {
        blocked.first.add(Decided.of(decision));
      }
    }
  }
}
