package io.ringfence.admin.protection;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Protection against password guessing, as the REST interface shows and takes it.
///
/// @param attempts how many failed logins within `period` block a source; usually 3 to 10
/// @param period the sliding window in which they count
/// @param blockFor how long the source stays blocked
/// @param trustedGroupId the group whose members are never blocked, `null` for none
/// @param warningRecipients who is mailed about a block
public record Protection(
    @Nullable Boolean enabled,
    @Nullable Integer attempts,
    @Nullable Duration period,
    @Nullable Duration blockFor,
    @Nullable String trustedGroupId,
    @Nullable List<String> warningRecipients) {}
