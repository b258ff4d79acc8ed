package io.ringfence.admin.protection;

import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Protection against password guessing and toll fraud, as the REST interface shows and takes it.
///
/// @param attempts how many failed logins within `period` block a source; usually 3 to 10
/// @param period the sliding window in which they count
/// @param blockFor how long the source stays blocked
/// @param trustedGroupId the group whose members are never blocked, `null` for none
/// @param warningRecipients who is mailed about a block
/// @param rules by name; those left out keep their settings, `null` gives one its defaults back
/// @param weights points of the reasons `scanner`, `wrong-domain`, `flood` and `malformed` for rule
///     `hostile-requests`
/// @param decoys accounts that exist for attackers only: the first attempt at one blocks
/// @param lengths how the blocks of repeat offenders grow, and which services blocks cover
/// @param toll how much may be called to numbers that cost; `null` gives the defaults back
/// @param trunks accounts whose sources nobody blocks while they are logged in; `null` gives the
///     defaults back
public record Protection(
    @Nullable Boolean enabled,
    @Nullable Integer attempts,
    @Nullable Duration period,
    @Nullable Duration blockFor,
    @Nullable String trustedGroupId,
    @Nullable List<String> warningRecipients,
    @Nullable Map<Rule, @Nullable RuleChange> rules,
    @Nullable Map<Reason, @Nullable Integer> weights,
    @Nullable List<String> decoys,
    @Nullable Lengths lengths,
    @Nullable Toll toll,
    @Nullable TrunksChange trunks) {}
