package io.ringfence.admin.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `api_token`.
@Entity
@Table(name = "api_token")
public class ApiTokenRow {
  @Id UUID id = new UUID(0, 0);
  String name = "";

  @Column(name = "token_hash")
  byte[] tokenHash = {};

  String role = "";

  @Column(name = "created_at")
  Instant createdAt = Instant.EPOCH;

  @Column(name = "expires_at")
  @Nullable Instant expiresAt;

  TokenView view() {
    return new TokenView(id, name, Role.of(role), createdAt, expiresAt);
  }
}
