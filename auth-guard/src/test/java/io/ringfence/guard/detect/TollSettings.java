package io.ringfence.guard.detect;

import io.ringfence.contracts.config.OfficeHours;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.Threshold;
import io.ringfence.contracts.config.TollLimits;
import io.ringfence.contracts.config.TollPolicy;
import io.ringfence.contracts.config.TollRule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A scenario's settings of toll fraud, as the module's README describes them.
final class TollSettings {

  private TollSettings() {}

  static TollPolicy of(Map<String, String> settings) {
    return new TollPolicy(
        rule(settings.get("toll-account"), TollPolicy.DEFAULT_ACCOUNT),
        rule(settings.get("toll-total"), TollPolicy.DEFAULT_TOTAL),
        list(settings.get("prefixes")),
        list(settings.get("exempt-prefixes")),
        list(settings.get("exempt-accounts")),
        true,
        hours(settings.get("office-hours")));
  }

  private static @Nullable List<String> list(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return text.equals("all") ? List.of() : Arrays.asList(text.split(",", -1));
  }

  /// `ZONE,FROM-TO`, Monday to Friday.
  private static @Nullable OfficeHours hours(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var parts = text.split("[,-]", -1);
    return new OfficeHours(parts[0], OfficeHours.DEFAULT.days(), parts[1], parts[2]);
  }

  /// `MODE` or `MODE,MEASURE:WARNING:CRITICAL,…`; measures are `calls`, `concurrent`, `minutes`,
  /// and the same with `outside-`.
  private static TollRule rule(@Nullable String text, TollRule base) {
    if (text == null) {
      return base;
    }
    var parts = text.split(",", -1);
    var mode = RuleMode.valueOf(parts[0].toUpperCase(Locale.ROOT));
    if (parts.length == 1) {
      return new TollRule(mode, base.limits(), base.outsideHours());
    }
    var thresholds = new HashMap<String, Threshold>();
    for (int i = 1; i < parts.length; i++) {
      var numbers = parts[i].split(":", -1);
      thresholds.put(numbers[0], new Threshold(number(numbers[1]), number(numbers[2])));
    }
    return new TollRule(mode, limits(thresholds, ""), limits(thresholds, "outside-"));
  }

  private static TollLimits limits(Map<String, Threshold> thresholds, String which) {
    return new TollLimits(
        thresholds.get(which + "calls"),
        thresholds.get(which + "concurrent"),
        thresholds.get(which + "minutes"));
  }

  private static @Nullable Integer number(String text) {
    return text.isEmpty() ? null : Integer.valueOf(text);
  }
}
