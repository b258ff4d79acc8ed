package io.ringfence.admin.locks;

import io.quarkus.vertx.VertxContextSupport;
import io.ringfence.admin.accounts.AccountLocking;
import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.pbxlock.PbxLocking;
import io.ringfence.contracts.event.LockOrder;
import jakarta.enterprise.context.ApplicationScoped;

/// Carries orders out. One that comes again changes nothing: what it is about is locked already, or
/// was unlocked since.
@ApplicationScoped
class OrderedLocks {
  private final Changes changes;
  private final PbxLocking pbx;
  private final AccountLocking accounts;

  OrderedLocks(Changes changes, PbxLocking pbx, AccountLocking accounts) {
    this.changes = changes;
    this.pbx = pbx;
    this.accounts = accounts;
  }

  /// Waits for PostgreSQL.
  ///
  /// @return whether anything was locked
  /// @throws RuntimeException when it could not be done; then it is to be tried again
  boolean carryOut(LockOrder order) {
    try {
      return VertxContextSupport.subscribeAndAwait(
          () ->
              changes.commit(
                  new Actor(order.actor(), null),
                  change ->
                      order.account() == null
                          ? pbx.lock(change, order)
                          : accounts.lock(change, order, order.account())));
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
