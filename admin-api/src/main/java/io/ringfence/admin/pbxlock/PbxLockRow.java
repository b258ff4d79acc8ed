package io.ringfence.admin.pbxlock;

import io.ringfence.contracts.config.PbxLock;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The one row of `pbx_lock`.
@Entity
@Table(name = "pbx_lock")
public class PbxLockRow {
  static final int ID = 1;

  @Id int id = ID;
  long version;
  boolean locked;
  @Nullable String reason;
  @Nullable Instant since;

  @Column(name = "by")
  @Nullable String by;

  @Column(name = "unlocked_at")
  @Nullable Instant unlockedAt;

  PbxLock lock() {
    return new PbxLock(version, locked, reason, since, by, unlockedAt);
  }

  void take(PbxLock lock) {
    version = lock.version();
    locked = lock.locked();
    reason = lock.reason();
    since = lock.since();
    by = lock.by();
    unlockedAt = lock.unlockedAt();
  }
}
