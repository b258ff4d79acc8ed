package io.ringfence.admin.protection;

import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.config.BlockLengths;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.RuleSettings;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the rules of a policy, its decoys and its lengths may be.
final class DetectionRules {

  private DetectionRules() {}

  /// The settings of before, with what is asked.
  static Map<Rule, RuleSettings> rules(
      Validation validation, @Nullable Map<Rule, @Nullable RuleChange> asked, GuardPolicy before) {
    var rules = new EnumMap<Rule, RuleSettings>(Rule.class);
    rules.putAll(before.rules());
    if (asked != null) {
      asked.forEach((rule, change) -> take(validation, rules, rule, change, before));
    }
    return rules;
  }

  private static void take(
      Validation validation,
      Map<Rule, RuleSettings> rules,
      Rule rule,
      @Nullable RuleChange change,
      GuardPolicy before) {
    String field = "rules." + rule.wireName();
    if (!isDetection(rule)) {
      validation.check(false, field, "there is no such rule");
    } else if (change == null) {
      rules.remove(rule);
    } else {
      validation.parses(field, () -> rules.put(rule, changed(rule, change, before)));
    }
  }

  private static RuleSettings changed(Rule rule, RuleChange change, GuardPolicy before) {
    var now = before.rule(rule);
    if (rule == Rule.PASSWORD_GUESSING && (change.limit() != null || change.period() != null)) {
      throw new IllegalArgumentException("its limit is attempts, its period is period");
    }
    var mode = change.mode();
    var limit = change.limit();
    var period = change.period();
    return new RuleSettings(
        mode == null ? now.mode() : mode,
        limit == null ? now.limit() : limit,
        period == null ? now.period() : period);
  }

  private static boolean isDetection(Rule rule) {
    return rule == Rule.PASSWORD_GUESSING || RuleSettings.DEFAULTS.containsKey(rule);
  }

  static Map<Reason, Integer> weights(
      Validation validation, @Nullable Map<Reason, @Nullable Integer> asked, GuardPolicy before) {
    var weights = new EnumMap<Reason, Integer>(GuardPolicy.DEFAULT_WEIGHTS);
    if (asked == null) {
      return weights;
    }
    weights.putAll(before.weights());
    asked.forEach(
        (reason, weight) -> {
          boolean isValid =
              weight != null
                  && GuardPolicy.DEFAULT_WEIGHTS.containsKey(reason)
                  && weight >= 0
                  && weight <= GuardPolicy.MAX_WEIGHT;
          validation.check(
              isValid,
              "weights." + reason.wireName(),
              "must be 0 to "
                  + GuardPolicy.MAX_WEIGHT
                  + " for scanner, wrong-domain, flood, malformed");
          if (isValid) {
            weights.put(reason, weight);
          }
        });
    return weights;
  }

  static List<String> decoys(Validation validation, @Nullable List<String> asked) {
    if (asked == null) {
      return List.of();
    }
    validation.check(
        asked.size() <= GuardPolicy.MAX_DECOYS,
        "decoys",
        "must be at most " + GuardPolicy.MAX_DECOYS + " accounts");
    var decoys = new ArrayList<String>();
    for (int i = 0; i < Math.min(asked.size(), GuardPolicy.MAX_DECOYS); i++) {
      String decoy = asked.get(i);
      boolean isAccount = decoy != null && decoy.matches(SipAccount.NUMBER_PATTERN);
      validation.check(
          isAccount, "decoys[" + i + "]", "must be 1 to 64 of letters, digits and . _ - +");
      if (isAccount && !decoys.contains(decoy)) {
        decoys.add(decoy);
      }
    }
    return decoys;
  }

  static BlockLengths lengths(Validation validation, @Nullable Lengths asked, BlockLengths before) {
    if (asked == null) {
      return BlockLengths.DEFAULT;
    }
    var made = new ArrayList<BlockLengths>();
    validation.parses("lengths", () -> made.add(changed(asked, before)));
    return made.isEmpty() ? before : made.getFirst();
  }

  private static BlockLengths changed(Lengths asked, BlockLengths before) {
    Double factor = asked.factor();
    Duration cap = asked.cap();
    Duration memory = asked.memory();
    Integer jitter = asked.jitterPercent();
    var scope = asked.scope();
    return new BlockLengths(
        factor == null ? before.factor() : factor,
        cap == null ? before.cap() : cap,
        memory == null ? before.memory() : memory,
        jitter == null ? before.jitterPercent() : jitter,
        scope == null ? before.scope() : scope);
  }

  /// All rules with the settings in force.
  static Map<Rule, @Nullable RuleChange> view(GuardPolicy policy) {
    var view = new TreeMap<Rule, @Nullable RuleChange>();
    for (var rule : Rule.values()) {
      if (rule == Rule.PASSWORD_GUESSING) {
        RuleMode mode = policy.rule(rule).mode();
        view.put(rule, new RuleChange(mode, null, null));
      } else if (isDetection(rule)) {
        var settings = policy.rule(rule);
        view.put(rule, new RuleChange(settings.mode(), settings.limit(), settings.period()));
      }
    }
    return view;
  }

  static Map<Reason, @Nullable Integer> weights(GuardPolicy policy) {
    var view = new TreeMap<Reason, @Nullable Integer>();
    policy.weights().forEach(view::put);
    return view;
  }

  static Lengths view(BlockLengths lengths) {
    return new Lengths(
        lengths.factor(),
        lengths.cap(),
        lengths.memory(),
        lengths.jitterPercent(),
        lengths.scope());
  }
}
