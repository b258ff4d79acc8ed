package io.ringfence.admin.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/// A row of `console_session`.
@Entity
@Table(name = "console_session")
public class SessionRow {
  @Id UUID id = new UUID(0, 0);

  @Column(name = "key_hash")
  byte[] keyHash = {};

  @Column(name = "token_id")
  UUID tokenId = new UUID(0, 0);

  @Column(name = "begun_at")
  Instant begunAt = Instant.EPOCH;

  @Column(name = "used_at")
  Instant usedAt = Instant.EPOCH;

  protected SessionRow() {}

  SessionRow(UUID id, SessionKey key, UUID tokenId, Instant now) {
    this.id = id;
    this.keyHash = key.hash();
    this.tokenId = tokenId;
    this.begunAt = now;
    this.usedAt = now;
  }
}
