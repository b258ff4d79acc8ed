package io.ringfence.guard.detect;

import static io.ringfence.guard.detect.Given.START;

import io.ringfence.contracts.config.BlockLengths;
import io.ringfence.contracts.config.BlockScope;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.RuleSettings;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Random histories of one source, and policies.
///
/// @param reasons of attempts, by chance; `null` for a login
record Histories(Random random, GuardPolicy policy, List<@Nullable Reason> reasons) {

  private static final int LENGTH = 120;
  private static final List<RuleMode> MODES = List.of(RuleMode.values());
  private static final List<BlockScope> SCOPES = List.of(BlockScope.values());

  /// An attempt, an order, or neither: time passes.
  record Input(Instant now, @Nullable AuthenticationAttempt attempt, @Nullable Command order) {}

  /// Only what the rule against password guessing looks at.
  static Histories ofGuesses(Random random) {
    var policy = policy(random);
    for (var rule : RuleSettings.DEFAULTS.keySet()) {
      policy = policy.with(rule, settings(random, rule, RuleMode.OFF));
    }
    return new Histories(random, policy, reasons(Reason.BAD_CREDENTIALS, 7, Reason.MALFORMED, 1));
  }

  /// Everything that a source can do, under any settings.
  static Histories ofEverything(Random random) {
    var policy = policy(random);
    for (var rule : RuleSettings.DEFAULTS.keySet()) {
      var mode = MODES.get(random.nextInt(MODES.size()));
      policy = policy.with(rule, settings(random, rule, mode));
    }
    var all = new ArrayList<>(reasons(Reason.BAD_CREDENTIALS, 8, Reason.SCANNER, 1));
    all.addAll(reasons(Reason.STALE_PASSWORD, 1, Reason.UNKNOWN_ACCOUNT, 2));
    all.add(null);
    all.add(null);
    return new Histories(
        random,
        new GuardPolicy(
                1,
                true,
                policy.attempts(),
                policy.period(),
                policy.blockFor(),
                null,
                List.of(),
                policy.rules(),
                policy.weights(),
                List.of("206"),
                new BlockLengths(
                    1 + random.nextInt(3),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(2),
                    random.nextInt(BlockLengths.MAX_JITTER_PERCENT),
                    SCOPES.get(random.nextInt(SCOPES.size()))))
            .with(trunks(random)),
        all);
  }

  /// In half of the histories one of the accounts is a trunk.
  private static Trunks trunks(Random random) {
    return random.nextBoolean()
        ? Trunks.NONE
        : new Trunks(List.of("205"), Duration.ofSeconds(10 + random.nextInt(100)));
  }

  private static List<Reason> reasons(Reason one, int times, Reason other, int others) {
    var all = new ArrayList<Reason>();
    for (int i = 0; i < times + others; i++) {
      all.add(i < times ? one : other);
    }
    return all;
  }

  private static RuleSettings settings(Random random, Rule rule, RuleMode mode) {
    int limit = rule == Rule.HOSTILE_REQUESTS ? 10 : 2 + random.nextInt(12);
    return new RuleSettings(mode, limit, Duration.ofSeconds(8 + random.nextInt(200)));
  }

  private static GuardPolicy policy(Random random) {
    return new GuardPolicy(
        1,
        true,
        1 + random.nextInt(6),
        Duration.ofSeconds(5 + random.nextInt(30)),
        Duration.ofSeconds(1 + random.nextInt(60)),
        null,
        List.of());
  }

  List<Input> next() {
    var history = new ArrayList<Input>();
    var sent = new ArrayList<AuthenticationAttempt>();
    Instant now = START;
    for (int i = 0; i < LENGTH; i++) {
      now = now.plusMillis(random.nextInt(100) < 5 ? random.nextInt(40_000) : random.nextInt(4000));
      int what = random.nextInt(100);
      if (what < 4) {
        history.add(new Input(now, null, Given.release(uuid(), null, now)));
      } else if (what < 12) {
        history.add(new Input(now, null, null));
      } else if (what < 30 && !sent.isEmpty()) {
        history.add(new Input(now, sent.get(random.nextInt(sent.size())), null));
      } else {
        sent.add(attempt(now));
        history.add(new Input(now, sent.getLast(), null));
      }
    }
    now = now.plusMillis(random.nextInt(40_000));
    history.add(new Input(now, null, null));
    return history;
  }

  private AuthenticationAttempt attempt(Instant now) {
    boolean late = random.nextInt(4) == 0;
    return Given.attempt(
        uuid(),
        late ? now.minusMillis(random.nextInt(30_000)) : now,
        Service.SIP,
        reasons.get(random.nextInt(reasons.size())),
        random.nextInt(10) != 0,
        random.nextInt(10) == 0 ? 2 : 1);
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
