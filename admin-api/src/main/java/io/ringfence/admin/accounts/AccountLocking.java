package io.ringfence.admin.accounts;

import io.ringfence.admin.outbox.Change;
import io.ringfence.contracts.event.LockOrder;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/// Locks accounts by order.
@ApplicationScoped
public class AccountLocking {

  /// Whether it was locked by this; not when it is locked already, was unlocked or made since, or
  /// is none of ours.
  public Uni<Boolean> lock(Change change, LockOrder order, String number) {
    return change
        .session()
        .find(AccountRow.class, number)
        .chain(
            row ->
                row == null || row.isVoid(order)
                    ? Uni.createFrom().item(false)
                    : change.nextVersion().chain(version -> lock(change, row, version)));
  }

  private static Uni<Boolean> lock(Change change, AccountRow row, long version) {
    var before = row.view();
    row.version = version;
    row.locked = true;
    return AccountChanges.publish(change, row)
        .chain(() -> change.audit("lock", AccountChanges.object(row.number), before, row.view()))
        .replaceWith(true);
  }
}
