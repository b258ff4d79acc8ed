package io.ringfence.edge.call;

import io.ringfence.contracts.config.PbxLock;
import org.jspecify.annotations.Nullable;

/// What is locked. For any thread.
public final class Locks {

  private final boolean isInternalOpen;
  private volatile PbxLock pbx = PbxLock.OPEN;

  /// @param isInternalOpen whether accounts still reach each other while the PBX is locked
  public Locks(boolean isInternalOpen) {
    this.isInternalOpen = isInternalOpen;
  }

  public void pbx(PbxLock next) {
    pbx = next;
  }

  public boolean isPbxLocked() {
    return pbx.locked();
  }

  /// What keeps an account of ours from calling a number; `null` for nothing.
  ///
  /// @param isInternal whether the number is an account of ours
  public @Nullable Lock on(boolean isAccountLocked, Dialled dialled, boolean isInternal) {
    if (dialled.isEmergency()) {
      return null;
    }
    if (pbx.locked() && !(isInternal && isInternalOpen)) {
      return Lock.PBX;
    }
    return isAccountLocked ? Lock.ACCOUNT : null;
  }
}
