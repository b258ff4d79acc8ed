package io.ringfence.admin.pbxlock;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.config.PbxLock;
import io.ringfence.contracts.event.LockOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the lock may be.
final class PbxLockRules {
  private static final int MAX_REASON = 500;

  private PbxLockRules() {}

  /// The lock as asked. A lock that is on keeps its time and who put it on; its reason may change.
  ///
  /// @throws ProblemException 400 naming every field that is not valid
  static PbxLock lock(PbxLock before, PbxLockView asked, long version, String by, Instant now) {
    var validation = new Validation();
    validation
        .check(asked.locked() != null, "locked", "must be true or false")
        .text("reason", asked.reason(), MAX_REASON)
        .check(
            !Boolean.FALSE.equals(asked.locked())
                || asked.reason() == null
                || asked.reason().equals(before.reason()),
            "reason",
            "is that of a lock: locked must be true")
        .orRefuse();
    boolean locked = Objects.requireNonNull(asked.locked());
    boolean isSame = locked == before.locked();
    var moment = now.truncatedTo(ChronoUnit.MILLIS);
    @Nullable Instant since = !locked ? null : isSame ? before.since() : moment;
    return new PbxLock(
        version,
        locked,
        locked ? asked.reason() : null,
        since,
        isSame ? before.by() : by,
        before.locked() && !locked ? moment : before.unlockedAt());
  }

  /// Whether there is nothing to lock: it is, or the order is from before it was unlocked.
  static boolean isVoid(PbxLock before, LockOrder order) {
    var unlockedAt = before.unlockedAt();
    return before.locked() || (unlockedAt != null && !order.occurredAt().isAfter(unlockedAt));
  }

  static PbxLock ordered(PbxLock before, LockOrder order, long version, Instant now) {
    var moment = now.truncatedTo(ChronoUnit.MILLIS);
    return new PbxLock(version, true, order.reason(), moment, order.actor(), before.unlockedAt());
  }
}
