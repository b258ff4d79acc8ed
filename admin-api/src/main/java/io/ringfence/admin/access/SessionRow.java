package io.ringfence.admin.access;

import io.ringfence.contracts.event.EventIds;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `console_session`.
@Entity
@Table(name = "console_session")
public class SessionRow {
  @Id UUID id = new UUID(0, 0);

  @Column(name = "key_hash")
  byte[] keyHash = {};

  @Column(name = "token_id")
  @Nullable UUID tokenId;

  @Column(name = "user_name")
  @Nullable String userName;

  @Column(name = "user_mark")
  byte @Nullable [] userMark;

  @Column(name = "begun_at")
  Instant begunAt = Instant.EPOCH;

  @Column(name = "used_at")
  Instant usedAt = Instant.EPOCH;

  protected SessionRow() {}

  private SessionRow(SessionKey key, Instant now) {
    this.id = EventIds.next();
    this.keyHash = key.hash();
    this.begunAt = now;
    this.usedAt = now;
  }

  static SessionRow of(SessionKey key, AccessStore.Grant grant, Instant now) {
    var row = new SessionRow(key, now);
    row.tokenId = grant.id();
    return row;
  }

  static SessionRow of(SessionKey key, AccessStore.User user, Instant now) {
    var row = new SessionRow(key, now);
    row.userName = user.name();
    row.userMark = user.mark();
    return row;
  }
}
