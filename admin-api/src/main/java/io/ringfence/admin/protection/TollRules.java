package io.ringfence.admin.protection;

import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.config.Threshold;
import io.ringfence.contracts.config.TollLimits;
import io.ringfence.contracts.config.TollPolicy;
import io.ringfence.contracts.config.TollRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the limits of calls may be.
final class TollRules {

  private TollRules() {}

  /// The limits of before, with what is asked; `null` gives the defaults back.
  static TollPolicy policy(Validation validation, @Nullable Toll asked, TollPolicy before) {
    if (asked == null) {
      return TollPolicy.DEFAULT;
    }
    var made = new ArrayList<TollPolicy>();
    validation.parses("toll", () -> made.add(changed(asked, before)));
    return made.isEmpty() ? before : made.getFirst();
  }

  private static TollPolicy changed(Toll asked, TollPolicy before) {
    return new TollPolicy(
        changed(asked.account(), before.account()),
        changed(asked.total(), before.total()),
        asked.prefixes() == null ? before.prefixes() : asked.prefixes(),
        asked.exemptPrefixes() == null ? before.exemptPrefixes() : asked.exemptPrefixes(),
        asked.exemptAccounts() == null ? before.exemptAccounts() : asked.exemptAccounts(),
        asked.exemptTrustedSources() == null
            ? before.exemptTrustedSources()
            : asked.exemptTrustedSources(),
        asked.officeHours() == null ? before.officeHours() : asked.officeHours());
  }

  private static TollRule changed(@Nullable TollRuleChange asked, TollRule before) {
    if (asked == null) {
      return before;
    }
    var limits = before.limits();
    return new TollRule(
        asked.mode() == null ? before.mode() : asked.mode(),
        new TollLimits(
            changed(asked.callsPerHour(), limits.callsPerHour()),
            changed(asked.concurrentCalls(), limits.concurrentCalls()),
            changed(asked.minutesPerDay(), limits.minutesPerDay())),
        asked.outsideHours() == null ? before.outsideHours() : asked.outsideHours());
  }

  private static Threshold changed(@Nullable Threshold asked, Threshold before) {
    return asked == null ? before : asked;
  }

  static Toll view(TollPolicy policy) {
    return new Toll(
        view(policy.account()),
        view(policy.total()),
        List.copyOf(policy.prefixes()),
        List.copyOf(policy.exemptPrefixes()),
        List.copyOf(policy.exemptAccounts()),
        policy.exemptTrustedSources(),
        policy.officeHours());
  }

  private static TollRuleChange view(TollRule rule) {
    return new TollRuleChange(
        rule.mode(),
        rule.limits().callsPerHour(),
        rule.limits().concurrentCalls(),
        rule.limits().minutesPerDay(),
        rule.outsideHours());
  }
}
