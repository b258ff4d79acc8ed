package io.ringfence.admin.blocks;

import io.ringfence.admin.blocks.Explanation.NextTime;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.text.Durations;
import io.ringfence.guard.detect.Guard;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/// What the next offence of a blocked target brings, by today's policy.
final class NextTimeRules {
  private NextTimeRules() {}

  static NextTime of(BlockView block, GuardPolicy policy, Instant now) {
    return switch (block.origin()) {
      case OPERATOR ->
          first(
              policy,
              "A block by hand is no offence. Unless one of the guard's is still remembered, the next"
                  + " is like a first one.");
      case FEED ->
          first(
              policy,
              "A block list's entry is no offence. Unless one of the guard's is still remembered, the"
                  + " next is like a first one.");
      case GUARD, UNKNOWN -> ofOffence(block, policy, now);
    };
  }

  private static NextTime ofOffence(BlockView block, GuardPolicy policy, Instant now) {
    var grounds = block.grounds();
    var until = grounds == null ? null : grounds.rememberedUntil();
    boolean isForgiven =
        block.state() == BlockState.RELEASED && !Guard.REPLACED.equals(block.note());
    if (isForgiven) {
      return first(policy, "Its release has forgiven it: the next block is like a first one.");
    }
    if (until == null) {
      return first(
          policy, "How long it is remembered was not kept. Once forgotten, the next is a first.");
    }
    return now.isBefore(until)
        ? further(block, policy, until)
        : first(policy, "It is forgotten since " + seconds(until) + ": the next is a first.");
  }

  private static NextTime further(BlockView block, GuardPolicy policy, Instant until) {
    int level = block.level() + 1;
    var length = policy.lengths().length(policy.blockFor(), level, 0);
    return new NextTime(
        level,
        length,
        services(policy, level),
        until,
        "Until %s the next block after this one is offence %d: for %s%s, from %s."
            .formatted(
                seconds(until),
                level,
                Durations.inWords(length),
                jitter(policy),
                inWords(policy, level)));
  }

  private static NextTime first(GuardPolicy policy, String text) {
    Duration length = policy.lengths().length(policy.blockFor(), 1, 0);
    return new NextTime(
        1,
        length,
        services(policy, 1),
        null,
        text
            + " It is for "
            + Durations.inWords(length)
            + jitter(policy)
            + ", from "
            + inWords(policy, 1)
            + ".");
  }

  /// Empty for those that will be attacked.
  private static List<Service> services(GuardPolicy policy, int level) {
    return policy.lengths().scope().isAll(level)
        ? Arrays.stream(Service.values()).filter(service -> service != Service.UNKNOWN).toList()
        : List.of();
  }

  private static String inWords(GuardPolicy policy, int level) {
    return policy.lengths().scope().isAll(level)
        ? "all services"
        : "the services that are attacked";
  }

  private static String jitter(GuardPolicy policy) {
    int percent = policy.lengths().jitterPercent();
    return percent == 0 ? "" : " and by chance up to " + percent + " % longer";
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
