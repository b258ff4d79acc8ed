package io.ringfence.admin.protection;

import io.ringfence.contracts.config.BlockLengths;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleSettings;
import io.ringfence.contracts.config.TollPolicy;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import java.util.List;
import java.util.Map;

/// The value of column `detection`: all of the policy that has a default, which is what a missing
/// one means.
record Detection(
    Map<Rule, RuleSettings> rules,
    Map<Reason, Integer> weights,
    List<String> decoys,
    BlockLengths lengths,
    TollPolicy toll,
    Trunks trunks) {

  Detection {
    rules = rules == null ? Map.of() : rules;
    weights = weights == null ? GuardPolicy.DEFAULT_WEIGHTS : weights;
    decoys = decoys == null ? List.of() : decoys;
    lengths = lengths == null ? BlockLengths.DEFAULT : lengths;
    toll = toll == null ? TollPolicy.DEFAULT : toll;
    trunks = trunks == null ? Trunks.NONE : trunks;
  }

  static Detection of(GuardPolicy policy) {
    return new Detection(
        policy.rules(),
        policy.weights(),
        policy.decoys(),
        policy.lengths(),
        policy.toll(),
        policy.trunks());
  }
}
