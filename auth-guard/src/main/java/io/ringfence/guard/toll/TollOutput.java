package io.ringfence.guard.toll;

import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.event.SecurityAlert;

/// What is to be announced.
public sealed interface TollOutput {

  /// Administrators are to hear of it.
  record Alert(SecurityAlert alert) implements TollOutput {}

  /// The call is for the count of all too.
  record Count(TollCall call) implements TollOutput {}

  /// The account, or the PBX, is to be locked.
  record Lock(LockOrder order) implements TollOutput {}
}
