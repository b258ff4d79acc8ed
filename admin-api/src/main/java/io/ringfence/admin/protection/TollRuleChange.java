package io.ringfence.admin.protection;

import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.Threshold;
import io.ringfence.contracts.config.TollLimits;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Limits of calls, as the REST interface shows and takes them; a field left out keeps its value, a
/// threshold is taken as a whole: what it leaves out is no limit.
public record TollRuleChange(
    @Schema(description = "on, off, or watch: it reports and does not lock")
        @Nullable RuleMode mode,
    @Schema(description = "Calls answered within any hour") @Nullable Threshold callsPerHour,
    @Schema(description = "Calls at the same time") @Nullable Threshold concurrentCalls,
    @Schema(description = "Minutes within any 24 hours, those of calls that go on included")
        @Nullable Threshold minutesPerDay,
    @Schema(
            description =
                "Further limits, of calls that begin outside office hours; {} for none. They"
                    + " count such calls only.")
        @Nullable TollLimits outsideHours) {}
