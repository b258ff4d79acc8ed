package io.ringfence.admin.accounts;

import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.LockOrder;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A row of `sip_account`.
@Entity
@Table(name = "sip_account")
public class AccountRow {
  @Id String number = "";
  long version;

  @Column(name = "display_name")
  @Nullable String displayName;

  @Nullable String email;
  boolean enabled;
  boolean locked;

  @Column(name = "ha1_md5")
  byte[] ha1Md5 = {};

  @Column(name = "ha1_sha256")
  byte[] ha1Sha256 = {};

  /// `null` for a password that was set before it was kept.
  @Column(name = "ha1_sha512_256")
  byte @Nullable [] ha1Sha512Slash256;

  @Column(name = "registrations_valid_since")
  Instant registrationsValidSince = Instant.EPOCH;

  @Column(name = "unlocked_at")
  @Nullable Instant unlockedAt;

  @Column(name = "created_at")
  Instant createdAt = Instant.EPOCH;

  /// Takes over what was asked. An account that may not register any more loses its registrations;
  /// a locked one keeps them, for it is still called.
  void take(AccountView asked, Instant now) {
    boolean enabledNow = Objects.requireNonNull(asked.enabled());
    if (enabled && !enabledNow) {
      registrationsValidSince = now;
    }
    boolean lockedNow = Objects.requireNonNull(asked.locked());
    if (locked && !lockedNow) {
      unlockedAt = now;
    }
    displayName = asked.displayName();
    email = asked.email();
    enabled = enabledNow;
    locked = lockedNow;
  }

  void take(DigestSecret secret) {
    ha1Md5 = secret.md5();
    ha1Sha256 = secret.sha256();
    ha1Sha512Slash256 = secret.sha512Slash256();
  }

  SipAccount document() {
    return new SipAccount(
        version, number, displayName, enabled, locked, registrationsValidSince, unlockedAt);
  }

  /// Whether there is nothing that the order could lock: it is locked, or the order is from before
  /// it was unlocked, or was another account's that had the number.
  boolean isVoid(LockOrder order) {
    return locked
        || order.occurredAt().isBefore(createdAt)
        || (unlockedAt != null && !order.occurredAt().isAfter(unlockedAt));
  }

  AccountView view() {
    return new AccountView(number, displayName, email, enabled, locked, null);
  }
}
