package io.ringfence.admin.protection;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.config.GuardPolicy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a policy may be.
final class ProtectionRules {
  static final int MAX_RECIPIENTS = 50;

  private ProtectionRules() {}

  /// @throws ProblemException 400 naming every field that is not valid
  static GuardPolicy policy(long version, Protection asked, GuardPolicy before) {
    var validation = new Validation();
    Boolean enabled = asked.enabled();
    Integer attempts = asked.attempts();
    validation.check(enabled != null, "enabled", "must be true or false");
    validation.check(
        attempts != null && attempts >= 1 && attempts <= GuardPolicy.MAX_ATTEMPTS,
        "attempts",
        "must be 1 to " + GuardPolicy.MAX_ATTEMPTS);
    within(validation, "period", asked.period(), GuardPolicy.MAX_PERIOD);
    within(validation, "blockFor", asked.blockFor(), GuardPolicy.MAX_BLOCK_FOR);
    var recipients = recipients(validation, asked.warningRecipients());
    var rules = DetectionRules.rules(validation, asked.rules(), before);
    var weights = DetectionRules.weights(validation, asked.weights(), before);
    var decoys = DetectionRules.decoys(validation, asked.decoys());
    var lengths = DetectionRules.lengths(validation, asked.lengths(), before.lengths());
    var toll = TollRules.policy(validation, asked.toll(), before.toll());
    var trunks = TrunksChange.trunks(validation, asked.trunks(), before.trunks());
    validation.orRefuse();
    return new GuardPolicy(
        version,
        Objects.requireNonNull(enabled),
        Objects.requireNonNull(attempts),
        Objects.requireNonNull(asked.period()),
        Objects.requireNonNull(asked.blockFor()),
        asked.trustedGroupId(),
        recipients,
        rules,
        weights,
        decoys,
        lengths,
        toll,
        trunks);
  }

  /// Whole seconds: that is how they are kept.
  private static void within(
      Validation validation, String field, @Nullable Duration value, Duration max) {
    validation.check(
        value != null
            && value.compareTo(Duration.ofSeconds(1)) >= 0
            && value.compareTo(max) <= 0
            && value.equals(value.truncatedTo(ChronoUnit.SECONDS)),
        field,
        "must be PT1S to " + max + " in whole seconds");
  }

  private static List<String> recipients(Validation validation, @Nullable List<String> asked) {
    if (asked == null) {
      return List.of();
    }
    validation.check(
        asked.size() <= MAX_RECIPIENTS,
        "warningRecipients",
        "must have at most " + MAX_RECIPIENTS + " addresses");
    for (int i = 0; i < Math.min(asked.size(), MAX_RECIPIENTS); i++) {
      validation.email("warningRecipients[" + i + "]", asked.get(i));
    }
    return asked.stream().filter(Objects::nonNull).distinct().toList();
  }

  static Protection view(GuardPolicy policy) {
    return new Protection(
        policy.enabled(),
        policy.attempts(),
        policy.period(),
        policy.blockFor(),
        policy.trustedGroupId(),
        List.copyOf(policy.warningRecipients()),
        DetectionRules.view(policy),
        DetectionRules.weights(policy),
        policy.decoys(),
        DetectionRules.view(policy.lengths()),
        TollRules.view(policy.toll()),
        TrunksChange.view(policy.trunks()));
  }
}
