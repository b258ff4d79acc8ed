package io.ringfence.admin.protection;

import io.ringfence.contracts.config.RuleMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One rule, as the REST interface shows and takes it; a field left out keeps its value.
///
/// @param mode `on`, `off`, or `watch`: it reports and does not block
/// @param limit how many failures, accounts, sources or points; of `password-guessing` that is
///     `attempts`
/// @param period within which; of `password-guessing` that is the policy's `period`
public record RuleChange(
    @Nullable RuleMode mode, @Nullable Integer limit, @Nullable Duration period) {}
