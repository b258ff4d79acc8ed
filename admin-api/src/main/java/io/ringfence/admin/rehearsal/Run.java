package io.ringfence.admin.rehearsal;

import io.ringfence.admin.protection.Proposals;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleSettings;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Rule;
import io.ringfence.guard.replay.PastAttempt;
import io.ringfence.guard.replay.Rehearsal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One rehearsal, from reading the past to the answer.
final class Run {

  /// No login makes its account at home at its source for longer.
  private static final Duration HOME_FOR = Duration.ofDays(60);

  /// How many blocks of one target are told in full.
  private static final int IN_FULL = 10;

  private final RehearsalRequest.Range range;
  private final GuardPolicy policy;
  private final RehearsalConfig config;
  private final InstantSource clock;
  private final Instant deadline;
  private final Instant loginsFrom;
  private final Instant failuresFrom;
  private final Rehearsal rehearsal;
  private final Deque<Command> orders = new ArrayDeque<>();
  private RehearsalAnswer.@Nullable Limit limit;
  private Instant replayedUntil;
  private long lines;
  private long failures;
  private long logins;
  private long unknown;
  private int ordered;

  Run(
      Configuration today,
      GuardPolicy policy,
      RehearsalRequest.Range range,
      RehearsalConfig config,
      InstantSource clock) {
    this.range = range;
    this.policy = policy;
    this.config = config;
    this.clock = clock;
    this.deadline = clock.instant().plus(config.timeLimit());
    this.loginsFrom = range.from().minus(HOME_FOR);
    this.failuresFrom = range.from().minus(longer(reach(policy), reach(today.policy())));
    this.replayedUntil = loginsFrom;
    this.rehearsal = new Rehearsal(today, policy, loginsFrom, range.from(), IN_FULL);
  }

  /// How far back failures matter.
  private static Duration reach(GuardPolicy policy) {
    return Stream.concat(Stream.of(Rule.PASSWORD_GUESSING), RuleSettings.DEFAULTS.keySet().stream())
        .map(policy::rule)
        .filter(settings -> !settings.isOff())
        .map(RuleSettings::period)
        .reduce(Duration.ZERO, Run::longer);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  RehearsalAnswer of(PastLines past) {
    orders.addAll(past.orders(failuresFrom, range.to(), config.maxOrders() + 1));
    replay(past, loginsFrom, failuresFrom, true);
    replay(past, failuresFrom, range.to(), false);
    if (limit == null) {
      give(range.to());
      replayedUntil = range.to();
    }
    var comparison = rehearsal.compared(range.targets());
    return new RehearsalAnswer(
        range.from(),
        range.to(),
        Proposals.view(policy),
        limit == null,
        limit,
        replayedUntil,
        new RehearsalAnswer.History(
            loginsFrom, failuresFrom, lines, failures, logins, ordered, unknown),
        comparison);
  }

  private void replay(PastLines past, Instant from, Instant to, boolean loginsOnly) {
    PastLines.@Nullable Line last = null;
    boolean isMore = true;
    while (isMore && limit == null) {
      var page = past.next(from, to, last, loginsOnly, config.page());
      for (var line : page) {
        if (isAtLimit()) {
          return;
        }
        take(line);
      }
      isMore = page.size() == config.page();
      last = isMore ? page.getLast() : null;
    }
  }

  private boolean isAtLimit() {
    if (lines >= config.maxLines()) {
      limit = RehearsalAnswer.Limit.LINES;
    } else if (rehearsal.remembered() > config.maxTargets()) {
      limit = RehearsalAnswer.Limit.TARGETS;
    } else if (ordered >= config.maxOrders()) {
      limit = RehearsalAnswer.Limit.ORDERS;
    } else if (clock.instant().isAfter(deadline)) {
      limit = RehearsalAnswer.Limit.TIME;
    }
    return limit != null;
  }

  private void take(PastLines.Line line) {
    give(line.time());
    lines++;
    replayedUntil = line.time();
    var past = line.past();
    if (past == null) {
      unknown++;
      return;
    }
    try {
      rehearsal.attempt(past);
      count(past);
    } catch (IllegalArgumentException e) {
      unknown++;
    }
  }

  private void count(PastAttempt past) {
    if (past.time().isBefore(range.from())) {
      return;
    }
    if (past.reason() == null) {
      logins += past.count();
    } else {
      failures += past.count();
    }
  }

  /// The orders up to this time.
  private void give(Instant time) {
    for (var next = orders.peek();
        next != null && !next.occurredAt().isAfter(time) && ordered < config.maxOrders(); ) {
      rehearsal.order(orders.remove());
      ordered++;
      next = orders.peek();
    }
  }
}
