package io.ringfence.contracts.config;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether the PBX is locked, document `lock/pbx`: then no account of ours may begin a call, but to
/// an emergency number. Incoming calls and calls in progress go on.
///
/// @param version grows with each change
/// @param reason why, in the operator's words
/// @param since when it was locked; `null` when it is not
/// @param by who locked or unlocked it last
public record PbxLock(
    long version,
    boolean locked,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable String by) {

  public static final PbxLock OPEN = new PbxLock(0, false, null, null, null);
}
