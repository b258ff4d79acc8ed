package io.ringfence.admin.blocks;

import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.text.Durations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/// Why a block is there, in sentences.
final class WhyRules {
  private WhyRules() {}

  static BlockTarget target(BlockView block) {
    var target = block.target();
    return BlockTarget.of(
        Objects.requireNonNull(target.type()), Objects.requireNonNull(target.value()));
  }

  /// What the rule counts.
  static String unit(Rule rule) {
    return switch (rule) {
      case PASSWORD_GUESSING, SLOW_GUESSING -> "failures";
      case MANY_ACCOUNTS -> "accounts";
      case HOSTILE_REQUESTS -> "points";
      case DECOY -> "attempts";
      case SUBNET, DISTRIBUTED_GUESSING -> "sources";
      case SUCCESS_AFTER_GUESSING, MANUAL, FEED, UNKNOWN -> "failures";
    };
  }

  static String why(BlockView block) {
    return Words.target(target(block))
        + (isOver(block) ? " was" : " is")
        + " blocked from "
        + Words.services(block.services())
        + " "
        + cause(block)
        + ". "
        + narrowness(block)
        + end(block);
  }

  private static boolean isOver(BlockView block) {
    return block.state() != BlockState.ACTIVE;
  }

  private static String cause(BlockView block) {
    return switch (block.origin()) {
      case OPERATOR -> "by hand" + by(block) + note(block);
      case FEED -> "because a block list names it" + note(block);
      case GUARD, UNKNOWN ->
          "by rule " + block.rule().wireName() + ": " + counted(block) + limit(block);
    };
  }

  private static String counted(BlockView block) {
    var grounds = block.grounds();
    String counted =
        grounds == null
            ? Words.count(block.attempts(), "attempts")
            : Words.count(grounds.counted(), unit(block.rule()));
    return counted + what(block.rule()) + span(block) + accounts(block);
  }

  private static String what(Rule rule) {
    return switch (rule) {
      case PASSWORD_GUESSING, SLOW_GUESSING -> " to log in";
      case MANY_ACCOUNTS -> " tried that nobody uses from there";
      case HOSTILE_REQUESTS -> " of hostile requests, by their weights";
      case DECOY -> " at a decoy, which nobody honest knows";
      case SUBNET -> " of the network failing to log in";
      case DISTRIBUTED_GUESSING -> " failing that had never logged in to it";
      case SUCCESS_AFTER_GUESSING, MANUAL, FEED, UNKNOWN -> "";
    };
  }

  private static String span(BlockView block) {
    var first = block.firstSeen();
    var last = block.lastSeen();
    return first == null || last == null || !first.isBefore(last)
        ? ""
        : " within " + Durations.inWords(Duration.between(first, last));
  }

  private static String accounts(BlockView block) {
    boolean isNamed =
        target(block) instanceof BlockTarget.IpAccount
            || target(block) instanceof BlockTarget.Account;
    return block.accounts().isEmpty() || isNamed ? "" : ", at " + Words.accounts(block.accounts());
  }

  private static String limit(BlockView block) {
    var grounds = block.grounds();
    return grounds == null
        ? ", when the limit was not kept yet"
        : ", where the limit was %d within %s (version %d of the policy)"
            .formatted(
                grounds.limit(), Durations.inWords(grounds.period()), grounds.policyVersion());
  }

  /// Why it is as wide as it is.
  private static String narrowness(BlockView block) {
    var grounds = block.grounds();
    if (grounds == null) {
      return "";
    }
    return switch (target(block)) {
      case BlockTarget.IpAccount _ ->
          others(grounds)
              + " logged in from there, as far as logins are known (30 to 60 days), so only this one"
              + " is blocked there. ";
      case BlockTarget.Ip _, BlockTarget.Prefix _ ->
          switch (block.rule()) {
            case PASSWORD_GUESSING, SLOW_GUESSING, DECOY, HOSTILE_REQUESTS ->
                "No other account had logged in from there, as far as logins are known (30 to 60"
                    + " days), so all of it is blocked. ";
            case MANY_ACCOUNTS -> "The attempts spread over accounts, so all of it is blocked. ";
            case SUBNET -> "Nobody in the network had logged in, so all of it is blocked. ";
            case DISTRIBUTED_GUESSING, SUCCESS_AFTER_GUESSING, MANUAL, FEED, UNKNOWN -> "";
          };
      case BlockTarget.Account _ -> "Sources that have logged in to it before still may. ";
    };
  }

  private static String others(Grounds grounds) {
    return grounds.others() == 1
        ? "One other account had"
        : grounds.others() + " other accounts had";
  }

  private static String end(BlockView block) {
    var expiresAt = block.expiresAt();
    var endedAt = block.endedAt();
    return switch (block.state()) {
      case ACTIVE, UNKNOWN ->
          expiresAt == null
              ? "It ends when somebody releases it."
              : "It ends by itself at " + expiresAt.truncatedTo(ChronoUnit.SECONDS) + ".";
      case EXPIRED ->
          "It ended by itself"
              + (expiresAt == null
                  ? "."
                  : " at " + expiresAt.truncatedTo(ChronoUnit.SECONDS) + ".");
      case RELEASED ->
          "It was released"
              + by(block)
              + (endedAt == null ? "" : " at " + endedAt.truncatedTo(ChronoUnit.SECONDS))
              + note(block)
              + ".";
    };
  }

  private static String by(BlockView block) {
    return block.actor() == null ? "" : " by " + Words.quoted(block.actor());
  }

  private static String note(BlockView block) {
    return block.note() == null ? "" : " (" + Words.quoted(block.note()) + ")";
  }
}
