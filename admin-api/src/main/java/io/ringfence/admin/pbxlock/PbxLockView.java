package io.ringfence.admin.pbxlock;

import io.ringfence.contracts.config.PbxLock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The lock, as the REST interface shows and takes it. While the PBX is locked no account begins a
/// call, but to an emergency number; incoming calls and calls in progress go on.
///
/// @param reason why, for those who look; phones are not told
/// @param since when it was locked; not to be changed
/// @param by who locked or unlocked it last; not to be changed
public record PbxLockView(
    @Nullable Boolean locked,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable String by) {
  static PbxLockView of(PbxLock lock) {
    return new PbxLockView(lock.locked(), lock.reason(), lock.since(), lock.by());
  }
}
