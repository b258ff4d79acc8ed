package io.ringfence.contracts.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether the PBX is locked, document `lock/pbx`: then no account of ours may begin a call, but to
/// an emergency number. Incoming calls and calls in progress go on.
///
/// @param version grows with each change
/// @param reason why, in the operator's words
/// @param since when it was locked; `null` when it is not
/// @param by who locked or unlocked it last
/// @param unlockedAt when it was unlocked last: calls of before then count against nobody
public record PbxLock(
    long version,
    boolean locked,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable String by,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant unlockedAt) {

  public static final PbxLock OPEN = new PbxLock(0, false, null, null, null);

  /// A lock that was never opened.
  public PbxLock(
      long version,
      boolean locked,
      @Nullable String reason,
      @Nullable Instant since,
      @Nullable String by) {
    this(version, locked, reason, since, by, null);
  }
}
