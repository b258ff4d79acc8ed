package io.ringfence.admin.pbxlock;

import io.ringfence.admin.outbox.Change;
import io.ringfence.contracts.config.PbxLock;
import io.ringfence.contracts.event.LockOrder;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/// Locks the PBX by order.
@ApplicationScoped
public class PbxLocking {
  private final PbxLocks locks;

  PbxLocking(PbxLocks locks) {
    this.locks = locks;
  }

  /// Whether it was locked by this; not when it is locked already, or was unlocked since.
  public Uni<Boolean> lock(Change change, LockOrder order) {
    return locks
        .row(change.session())
        .chain(
            row -> {
              var before = row.lock();
              return PbxLockRules.isVoid(before, order)
                  ? Uni.createFrom().item(false)
                  : change.nextVersion().chain(version -> lock(change, row, order, version));
            });
  }

  private static Uni<Boolean> lock(Change change, PbxLockRow row, LockOrder order, long version) {
    var before = row.lock();
    PbxLock lock = PbxLockRules.ordered(before, order, version, change.now());
    row.take(lock);
    return PbxLockResource.publish(change, before, lock).replaceWith(true);
  }
}
