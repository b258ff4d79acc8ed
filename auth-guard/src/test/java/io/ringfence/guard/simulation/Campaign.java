package io.ringfence.guard.simulation;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One attack, and how far it has come. A round is what happens between two blocks: in each it may
/// come as far as its kind's limit, and then until the decision can have arrived, and no further.
final class Campaign {

  /// @param reason `null` when the password is right
  record Guess(IpAddress source, String account, @Nullable Reason reason, boolean verified) {
    static Guess of(IpAddress source, String account) {
      return new Guess(source, account, Reason.BAD_CREDENTIALS, true);
    }

    String key() {
      return BlockTarget.ofSource(source).value();
    }
  }

  private static final class Round {
    private final Set<String> sources = new HashSet<>();
    private int guesses;
    private long reachedAt;
    private @Nullable BlockDecision decision;
  }

  private final AttackKind kind;
  private final IntFunction<Guess> plan;
  private final Map<String, Round> rounds = new HashMap<>();
  private final Set<String> gotInto = new HashSet<>();
  private boolean isStopped;
  private boolean isReached;
  private int tried;
  private int evaluated;
  private int most;

  Campaign(AttackKind kind, IntFunction<Guess> plan) {
    this.kind = kind;
    this.plan = plan;
  }

  AttackKind kind() {
    return kind;
  }

  Guess guess(int number) {
    return plan.apply(number);
  }

  /// What is to be blocked because of this guess.
  String target(Guess guess) {
    return switch (kind.scope()) {
      case SOURCE, ALERT, NOBODY -> guess.key();
      case ACCOUNT_THERE -> new BlockTarget.IpAccount(guess.source(), guess.account()).value();
      case ACCOUNT -> new BlockTarget.Account(guess.account()).value();
      case NETWORK -> Edge.network(guess.source());
    };
  }

  void refused(Guess guess, BlockDecision by) {
    tried++;
    isStopped = true;
    round(guess).decision = by;
  }

  /// @return when the limit was reached, if this goes beyond it, else 0
  long evaluated(Guess guess, long now) {
    tried++;
    if (guess.reason() == null) {
      gotInto.add(guess.key());
      gotInto.add(new BlockTarget.Account(guess.account()).value());
    }
    if (guess.reason() == null || !guess.verified()) {
      return 0;
    }
    evaluated++;
    var round = round(guess);
    if (round.decision != null && !round.decision.isActive(Instant.ofEpochMilli(now))) {
      round = new Round();
      rounds.put(target(guess), round);
    }
    round.guesses++;
    round.sources.add(guess.key());
    most = Math.max(most, counted(round));
    if (counted(round) == kind.limit() && round.reachedAt == 0) {
      round.reachedAt = now;
      isReached = true;
    }
    return counted(round) > kind.limit() ? round.reachedAt : 0;
  }

  /// A block on something was decided.
  void decided(BlockDecision decision) {
    var round = rounds.get(decision.target().value());
    if (round != null) {
      round.decision = decision;
      isStopped = true;
    }
  }

  private int counted(Round round) {
    boolean bySource =
        kind.scope() == AttackKind.Scope.ACCOUNT || kind.scope() == AttackKind.Scope.NETWORK;
    return bySource ? round.sources.size() : round.guesses;
  }

  private Round round(Guess guess) {
    return Objects.requireNonNull(rounds.computeIfAbsent(target(guess), some -> new Round()));
  }

  boolean hasSucceeded() {
    return !gotInto.isEmpty();
  }

  /// Whether this is what it got into, or from where.
  boolean isAbout(String subject) {
    return gotInto.contains(subject);
  }

  Set<String> targets() {
    return rounds.keySet();
  }

  boolean isStopped() {
    return isStopped;
  }

  /// Whether it came as far as its limit at all.
  boolean isReached() {
    return isReached;
  }

  int tried() {
    return tried;
  }

  int evaluated() {
    return evaluated;
  }

  /// In one round.
  int most() {
    return most;
  }
}
