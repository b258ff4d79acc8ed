package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a rule says: this target is to be blocked.
///
/// @param cause the event that was the last straw
/// @param at its time
/// @param watched whether it is only to be reported: the rule is in watch mode, or the block would
///     hit whom it must spare
/// @param grounds how the rule came to it, by the policy of now; `null` in a finding of before
///     there were any
record Verdict(
    Rule rule,
    BlockTarget target,
    Set<Service> services,
    Evidence evidence,
    UUID cause,
    Instant at,
    boolean watched,
    @Nullable Grounds grounds) {

  static Verdict of(Finding finding) {
    return new Verdict(
        finding.rule(),
        finding.about(),
        finding.services(),
        finding.evidence(),
        finding.eventId(),
        finding.occurredAt(),
        false,
        finding.grounds());
  }

  /// In a line, for who reads of it without a block.
  String summary() {
    boolean isSpread = rule == Rule.SUBNET || rule == Rule.DISTRIBUTED_GUESSING;
    String accounts =
        evidence.accounts().stream()
            .filter(account -> !account.isBlank())
            .map(Verdict::quoted)
            .collect(Collectors.joining(", "));
    return rule.wireName()
        + ": "
        + evidence.attempts()
        + (isSpread ? " failing sources" : " failures")
        + (accounts.isEmpty() ? "" : ", accounts " + accounts);
  }

  /// A name that an attacker has chosen, so that a reader sees where it ends.
  static String quoted(String account) {
    return '"' + account.replace("\"", "\\\"") + '"';
  }
}
