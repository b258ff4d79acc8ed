package io.ringfence.contracts.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why the guard decided a block, by the policy of that time: what an explanation needs and nobody
/// can work out afterwards.
///
/// @param policyVersion the policy's
/// @param limit the rule's
/// @param period the rule's
/// @param counted what reached the limit: failures, points, accounts or sources, by the rule
/// @param others how many others had logged in before: accounts from the source, or sources to the
///     account or from the network. They decide how narrow a block is
/// @param rememberedUntil until when another block of this target is a further offence, `null` for
///     a block that is not remembered
public record Grounds(
    long policyVersion,
    int limit,
    Duration period,
    long counted,
    int others,
    @Nullable Instant rememberedUntil) {

  public Grounds {
    Required.field(period, "period");
    Required.optionalTime(rememberedUntil, "rememberedUntil");
  }

  /// The same, remembered until then.
  public Grounds remembered(Instant until) {
    return new Grounds(policyVersion, limit, period, counted, others, until);
  }
}
