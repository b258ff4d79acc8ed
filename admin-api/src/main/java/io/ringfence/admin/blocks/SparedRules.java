package io.ringfence.admin.blocks;

import io.ringfence.admin.blocks.Explanation.Spared;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleSettings;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.text.Durations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What would have spared a target its block: the attempts as they were, one thing otherwise.
final class SparedRules {
  private SparedRules() {}

  static List<Spared> of(BlockView block, Configuration today) {
    var all = new ArrayList<Spared>();
    switch (block.origin()) {
      case OPERATOR -> all.add(new Spared("not-ordered", null, null, "Nobody ordering it."));
      case FEED ->
          all.add(
              new Spared(
                  "not-listed",
                  null,
                  null,
                  "Not being on the list. Released by hand, it stays released while it is listed."));
      case GUARD -> addOfRule(all, block);
      case UNKNOWN -> {}
    }
    add(all, trusted(WhyRules.target(block), today));
    add(all, trunk(block, today.policy().trunks()));
    return all;
  }

  private static void add(List<Spared> all, @Nullable Spared one) {
    if (one != null) {
      all.add(one);
    }
  }

  private static void addOfRule(List<Spared> all, BlockView block) {
    var grounds = block.grounds();
    if (grounds != null && block.rule() != Rule.DECOY) {
      all.add(fewer(block, grounds));
      add(all, pause(block, grounds));
      add(all, limit(block, grounds));
      add(all, period(block, grounds));
    }
    if (block.rule() == Rule.DECOY) {
      all.add(
          new Spared(
              "not-a-decoy",
              "decoys",
              null,
              Words.accounts(block.accounts()) + " not being among the decoys."));
    }
    add(all, atHome(block, grounds));
    all.add(
        new Spared(
            "watch-mode",
            "rules." + block.rule().wireName() + ".mode",
            "watch",
            "Rule "
                + block.rule().wireName()
                + " in watch mode: it would have been reported, and nobody blocked."));
  }

  private static Spared fewer(BlockView block, Grounds grounds) {
    String units = WhyRules.unit(block.rule());
    long left = grounds.limit() - 1L;
    long excess = grounds.counted() - left;
    boolean isOneAccount = block.accounts().size() == 1;
    return new Spared(
        "fewer",
        null,
        null,
        "%s fewer%s: %s within %s block nobody."
            .formatted(
                capital(Words.count(excess, units)),
                isOneAccount ? " at " + Words.accounts(block.accounts()) : "",
                Words.count(left, units),
                Durations.inWords(grounds.period())));
  }

  private static String capital(String text) {
    return text.startsWith("1 ") ? "One" + text.substring(1) : text;
  }

  /// Over days it is not known any more when each was.
  private static @Nullable Spared pause(BlockView block, Grounds grounds) {
    return block.rule() == Rule.PASSWORD_GUESSING
        ? new Spared(
            "pause",
            null,
            null,
            "A pause: failures that are %s or more apart do not count together."
                .formatted(Durations.inWords(grounds.period())))
        : null;
  }

  private static @Nullable Spared limit(BlockView block, Grounds grounds) {
    boolean isGuessing = block.rule() == Rule.PASSWORD_GUESSING;
    long enough = grounds.counted() + 1;
    if (enough > (isGuessing ? GuardPolicy.MAX_ATTEMPTS : RuleSettings.MAX_LIMIT)) {
      return null;
    }
    String setting = isGuessing ? "attempts" : "rules." + block.rule().wireName() + ".limit";
    return new Spared(
        "limit",
        setting,
        Long.toString(enough),
        "A limit (%s) of %d instead of %d: the block would have waited for more."
            .formatted(setting, enough, grounds.limit()));
  }

  /// Without the first it would not have been enough. A period is open at its beginning, so one of
  /// that length leaves it out.
  private static @Nullable Spared period(BlockView block, Grounds grounds) {
    var first = block.firstSeen();
    var last = block.lastSeen();
    boolean isExact =
        block.rule() == Rule.PASSWORD_GUESSING
            || block.rule() == Rule.SUBNET
            || block.rule() == Rule.DISTRIBUTED_GUESSING;
    if (!isExact || first == null || last == null || grounds.counted() != grounds.limit()) {
      return null;
    }
    var enough = Duration.between(first, last).truncatedTo(ChronoUnit.SECONDS);
    if (enough.compareTo(Duration.ofSeconds(1)) < 0) {
      return null;
    }
    String setting =
        block.rule() == Rule.PASSWORD_GUESSING
            ? "period"
            : "rules." + block.rule().wireName() + ".period";
    return new Spared(
        "period",
        setting,
        enough.toString(),
        "A period (%s) of %s instead of %s: the first would not have counted any more."
            .formatted(setting, Durations.inWords(enough), Durations.inWords(grounds.period())));
  }

  /// A source that others use is spared for a block on one account there, and a network in which
  /// somebody is at home is not blocked.
  private static @Nullable Spared atHome(BlockView block, @Nullable Grounds grounds) {
    String text =
        switch (block.rule()) {
          case PASSWORD_GUESSING, SLOW_GUESSING, DECOY ->
              grounds != null && grounds.others() == 0 && block.accounts().size() == 1
                  ? "Another account having logged in from there in the 30 days before: then only "
                      + Words.accounts(block.accounts())
                      + " would have been blocked there."
                  : null;
          case SUBNET ->
              "Somebody in the network having logged in: then its sources are blocked one by one.";
          case DISTRIBUTED_GUESSING ->
              "The sources having logged in to it before: who has is not counted.";
          case MANY_ACCOUNTS ->
              "The accounts having logged in from there before: those are not counted.";
          case HOSTILE_REQUESTS, SUCCESS_AFTER_GUESSING, MANUAL, FEED, UNKNOWN -> null;
        };
    return text == null ? null : new Spared("others-at-home", null, null, text);
  }

  private static @Nullable Spared trusted(BlockTarget target, Configuration today) {
    String subject =
        switch (target) {
          case BlockTarget.Ip(var address) -> address.toString();
          case BlockTarget.IpAccount(var address, var _) -> address.toString();
          case BlockTarget.Prefix(var prefix) -> prefix.toString();
          case BlockTarget.Account _ -> "The sources";
        };
    String id = today.policy().trustedGroupId();
    var group = id == null ? null : today.groups().get(id);
    String which =
        group == null
            ? "a trusted group; today there is none."
            : "the trusted group, which today is " + Words.quoted(group.name()) + ".";
    return new Spared("trusted-group", "trustedGroupId", id, subject + " in " + which);
  }

  /// An operator's block hits a trunk's source too; one on an account or a network is of no source.
  private static @Nullable Spared trunk(BlockView block, Trunks trunks) {
    boolean isOfSource =
        switch (WhyRules.target(block)) {
          case BlockTarget.Ip _, BlockTarget.IpAccount _ -> true;
          case BlockTarget.Prefix(var prefix) -> prefix.length() == BlockTarget.SOURCE_BITS;
          case BlockTarget.Account _ -> false;
        };
    return isOfSource && block.origin() != Origin.OPERATOR
        ? new Spared(
            "registered-trunk",
            "trunks.accounts",
            null,
            "A registered trunk there: an account of trunks.accounts, which today has %d, having"
                    .formatted(trunks.accounts().size())
                + " logged in from there within %s before."
                    .formatted(Durations.inWords(trunks.memory())))
        : null;
  }
}
