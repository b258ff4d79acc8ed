package io.ringfence.guard.detect;

import io.ringfence.contracts.config.BlockLengths;
import io.ringfence.contracts.config.BlockScope;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.RuleSettings;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.net.IpRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// A scenario's text, as the module's README describes it: what is set, who is trusted, and what
/// happens when.
record Scenario(GuardPolicy policy, List<IpRange> trusted, List<Happening> happenings) {

  /// The group of whom it trusts.
  static final String TRUSTED = "trusted";

  /// One thing that happens.
  ///
  /// @param time since the scenario's beginning
  /// @param repetition 0 for the first
  /// @param words what, and its arguments
  record Happening(Duration time, int repetition, List<String> words) {}

  static Scenario parse(List<String> lines) {
    var settings = new HashMap<String, String>();
    var trusted = new ArrayList<IpRange>();
    var happenings = new ArrayList<Happening>();
    for (String line : lines) {
      var words = words(line);
      if (words.isEmpty()) {
        continue;
      }
      switch (words.getFirst()) {
        case "policy" -> words.stream().skip(1).forEach(word -> set(settings, word));
        case "trust" -> words.stream().skip(1).map(IpRange::parse).forEach(trusted::add);
        default -> happenings.addAll(happenings(words));
      }
    }
    happenings.sort(Comparator.comparing(Happening::time));
    return new Scenario(policy(settings), trusted, happenings);
  }

  static List<String> words(String line) {
    String text = line.replaceFirst("#.*", "").strip();
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\\s+", -1));
  }

  private static void set(Map<String, String> settings, String word) {
    int equals = word.indexOf('=');
    settings.put(word.substring(0, equals), word.substring(equals + 1));
  }

  /// `TIME [every STEP times N] WHAT …`
  private static List<Happening> happenings(List<String> words) {
    var time = time(words.getFirst());
    if (!words.get(1).equals("every")) {
      return List.of(new Happening(time, 0, words.subList(1, words.size())));
    }
    var step = time(words.get(2));
    var all = new ArrayList<Happening>();
    for (int i = 0; i < Integer.parseInt(words.get(4)); i++) {
      all.add(new Happening(time.plus(step.multipliedBy(i)), i, words.subList(5, words.size())));
    }
    return all;
  }

  /// Such as `1d2h`, `90s` or `-5m`.
  static Duration time(String text) {
    if (text.startsWith("-")) {
      return time(text.substring(1)).negated();
    }
    String upper = text.toUpperCase(Locale.ROOT);
    int day = upper.indexOf('D') + 1;
    String rest = upper.substring(day);
    return Duration.parse("P" + upper.substring(0, day) + (rest.isEmpty() ? "" : "T" + rest));
  }

  private static GuardPolicy policy(Map<String, String> settings) {
    var base = GuardPolicy.DEFAULT;
    var lengths = BlockLengths.DEFAULT;
    var policy =
        new GuardPolicy(
            1,
            true,
            Integer.parseInt(settings.getOrDefault("attempts", "5")),
            time(settings.getOrDefault("period", "10m")),
            time(settings.getOrDefault("block-for", "1h")),
            TRUSTED,
            List.of(),
            Map.of(),
            weights(settings),
            names(settings, "decoys"),
            new BlockLengths(
                Double.parseDouble(settings.getOrDefault("factor", "1")),
                time(settings.getOrDefault("cap", "7d")),
                settings.containsKey("memory") ? time(settings.get("memory")) : lengths.memory(),
                Integer.parseInt(settings.getOrDefault("jitter", "0")),
                scope(settings.getOrDefault("scope", "all-from-second"))),
            TollSettings.of(settings),
            new Trunks(
                names(settings, "trunks"), time(settings.getOrDefault("trunk-memory", "1d"))));
    for (var rule : Rule.values()) {
      String setting = settings.get(rule.wireName());
      if (setting != null) {
        policy = policy.with(rule, rule(setting, base.rule(rule)));
      }
    }
    return policy;
  }

  private static List<String> names(Map<String, String> settings, String setting) {
    return Stream.of(settings.getOrDefault(setting, "").split(",", -1))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static BlockScope scope(String name) {
    return BlockScope.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Map<Reason, Integer> weights(Map<String, String> settings) {
    var weights = new HashMap<>(GuardPolicy.DEFAULT_WEIGHTS);
    for (var reason : GuardPolicy.DEFAULT_WEIGHTS.keySet()) {
      String own = settings.get("weight." + reason.wireName());
      if (own != null) {
        weights.put(reason, Integer.parseInt(own));
      }
    }
    return weights;
  }

  /// `MODE` or `MODE/LIMIT/PERIOD`.
  private static RuleSettings rule(String text, RuleSettings base) {
    var parts = text.split("/", -1);
    var mode = RuleMode.valueOf(parts[0].toUpperCase(Locale.ROOT));
    return parts.length == 1
        ? new RuleSettings(mode, base.limit(), base.period())
        : new RuleSettings(mode, Integer.parseInt(parts[1]), time(parts[2]));
  }
}
