package io.ringfence.contracts.config;

import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is taken for an attack and what is done about it, document `policy/guard`. Documents of
/// before there were rules have none of the fields from `rules` on: they mean the defaults.
///
/// @param version grows with each change
/// @param attempts how many failed logins within `period` block a source
/// @param period the sliding window
/// @param blockFor how long a source stays blocked
/// @param trustedGroupId the group whose members are never blocked
/// @param warningRecipients who is mailed about a block
/// @param rules settings of rules that differ from [RuleSettings#DEFAULTS]; of
///     [Rule#PASSWORD_GUESSING] only the mode counts
/// @param weights points of a reason for [Rule#HOSTILE_REQUESTS]; 0 for none
/// @param decoys accounts that exist for attackers only
/// @param toll what is taken for toll fraud
/// @param trunks accounts whose sources are spared while they are logged in
public record GuardPolicy(
    long version,
    boolean enabled,
    int attempts,
    Duration period,
    Duration blockFor,
    @Nullable String trustedGroupId,
    List<String> warningRecipients,
    Map<Rule, RuleSettings> rules,
    Map<Reason, Integer> weights,
    List<String> decoys,
    BlockLengths lengths,
    TollPolicy toll,
    Trunks trunks) {

  public static final int MAX_ATTEMPTS = 100;
  public static final int MAX_WEIGHT = 100;
  public static final int MAX_DECOYS = 100;
  public static final Duration MAX_PERIOD = Duration.ofDays(7);
  public static final Duration MAX_BLOCK_FOR = Duration.ofDays(3650);

  /// A known tool is recognised by what only it sends; a wrong domain is what scanners of whole
  /// networks ask for; a flood has cost capacity already; a malformed message may be a bad phone.
  public static final Map<Reason, Integer> DEFAULT_WEIGHTS =
      Map.of(Reason.SCANNER, 5, Reason.WRONG_DOMAIN, 2, Reason.FLOOD, 2, Reason.MALFORMED, 1);

  public static final GuardPolicy DEFAULT =
      new GuardPolicy(0, true, 5, Duration.ofMinutes(10), Duration.ofHours(1), null, List.of());

  public GuardPolicy {
    if (attempts < 1 || attempts > MAX_ATTEMPTS) {
      throw new IllegalArgumentException(
          "attempts must be 1 to " + MAX_ATTEMPTS + ", not " + attempts);
    }
    Spans.requireWithin("period", period, MAX_PERIOD);
    Spans.requireWithin("blockFor", blockFor, MAX_BLOCK_FOR);
    warningRecipients = warningRecipients == null ? List.of() : List.copyOf(warningRecipients);
    rules = rules == null ? Map.of() : known(rules, Rule.UNKNOWN);
    weights = weights == null ? DEFAULT_WEIGHTS : known(weights, Reason.UNKNOWN);
    requireWeights(weights);
    decoys = decoys == null ? List.of() : List.copyOf(decoys);
    if (decoys.size() > MAX_DECOYS) {
      throw new IllegalArgumentException("there are more than " + MAX_DECOYS + " decoys");
    }
    lengths = lengths == null ? BlockLengths.DEFAULT : lengths;
    toll = toll == null ? TollPolicy.DEFAULT : toll;
    trunks = trunks == null ? Trunks.NONE : trunks;
  }

  /// The policy with the default limits of calls, without trunks.
  public GuardPolicy(
      long version,
      boolean enabled,
      int attempts,
      Duration period,
      Duration blockFor,
      @Nullable String trustedGroupId,
      List<String> warningRecipients,
      Map<Rule, RuleSettings> rules,
      Map<Reason, Integer> weights,
      List<String> decoys,
      BlockLengths lengths) {
    this(
        version,
        enabled,
        attempts,
        period,
        blockFor,
        trustedGroupId,
        warningRecipients,
        rules,
        weights,
        decoys,
        lengths,
        TollPolicy.DEFAULT,
        Trunks.NONE);
  }

  /// The policy with the default rules, without decoys, and blocks of one length.
  public GuardPolicy(
      long version,
      boolean enabled,
      int attempts,
      Duration period,
      Duration blockFor,
      @Nullable String trustedGroupId,
      List<String> warningRecipients) {
    this(
        version,
        enabled,
        attempts,
        period,
        blockFor,
        trustedGroupId,
        warningRecipients,
        Map.of(),
        DEFAULT_WEIGHTS,
        List.of(),
        BlockLengths.DEFAULT);
  }

  /// A rule's settings.
  ///
  /// @throws IllegalArgumentException for what is no rule of detection
  public RuleSettings rule(Rule rule) {
    var own = rules.get(rule);
    if (rule == Rule.PASSWORD_GUESSING) {
      return new RuleSettings(own == null ? RuleMode.ON : own.mode(), attempts, period);
    }
    var settings = own == null ? RuleSettings.DEFAULTS.get(rule) : own;
    if (settings == null) {
      throw new IllegalArgumentException("not a rule of detection: " + rule);
    }
    return settings;
  }

  /// The same policy with other settings of one rule.
  public GuardPolicy with(Rule rule, RuleSettings settings) {
    var next = new EnumMap<Rule, RuleSettings>(Rule.class);
    next.putAll(rules);
    next.put(rule, settings);
    return new GuardPolicy(
        version,
        enabled,
        attempts,
        period,
        blockFor,
        trustedGroupId,
        warningRecipients,
        next,
        weights,
        decoys,
        lengths,
        toll,
        trunks);
  }

  /// The same policy with other limits of calls.
  public GuardPolicy with(TollPolicy limits) {
    return new GuardPolicy(
        version,
        enabled,
        attempts,
        period,
        blockFor,
        trustedGroupId,
        warningRecipients,
        rules,
        weights,
        decoys,
        lengths,
        limits,
        trunks);
  }

  /// The same policy with other trunks.
  public GuardPolicy with(Trunks others) {
    return new GuardPolicy(
        version,
        enabled,
        attempts,
        period,
        blockFor,
        trustedGroupId,
        warningRecipients,
        rules,
        weights,
        decoys,
        lengths,
        toll,
        others);
  }

  /// The points of a request that was refused for this reason; 0 for none.
  public int weight(Reason reason) {
    return weights.getOrDefault(reason, 0);
  }

  /// Without what a newer version knows.
  private static <K, V> Map<K, V> known(Map<K, V> all, K unknown) {
    var known = new HashMap<>(all);
    known.remove(unknown);
    return Map.copyOf(known);
  }

  private static void requireWeights(Map<Reason, Integer> weights) {
    weights.forEach(
        (reason, weight) -> {
          if (!DEFAULT_WEIGHTS.containsKey(reason) || weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                "weights are 0 to "
                    + MAX_WEIGHT
                    + " for scanner, wrong-domain, flood and malformed, not "
                    + weight
                    + " for "
                    + reason.wireName());
          }
        });
  }
}
