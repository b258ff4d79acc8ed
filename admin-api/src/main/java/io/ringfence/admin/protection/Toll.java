package io.ringfence.admin.protection;

import io.ringfence.contracts.config.OfficeHours;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Protection against toll fraud, as the REST interface shows and takes it; a field left out keeps
/// its value.
@Schema(
    description =
        "Toll fraud: how much may be called to numbers that cost. Only answered outgoing calls"
            + " count; incoming calls, those between accounts and those to emergency numbers never"
            + " do.")
public record Toll(
    @Schema(description = "Each account's calls; critical locks the account.")
        @Nullable TollRuleChange account,
    @Schema(description = "All accounts' calls together; critical locks the PBX.")
        @Nullable TollRuleChange total,
    @Schema(
            description =
                "What numbers that count begin with, in the form of the calls' destination; an"
                    + " empty list means all numbers. The longest prefix of this list and of"
                    + " exemptPrefixes decides.",
            examples = "[\"+\",\"00\",\"011\"]")
        @Nullable List<String> prefixes,
    @Schema(description = "What numbers that do not count begin with.", examples = "[\"+49\"]")
        @Nullable List<String> exemptPrefixes,
    @Schema(description = "Accounts whose calls do not count.")
        @Nullable List<String> exemptAccounts,
    @Schema(
            description =
                "Whether calls from the addresses of the trusted group and of registered trunks do"
                    + " not count.")
        @Nullable Boolean exemptTrustedSources,
    @Schema(description = "When people are in the office; outsideHours is about the other times.")
        @Nullable OfficeHours officeHours) {}
