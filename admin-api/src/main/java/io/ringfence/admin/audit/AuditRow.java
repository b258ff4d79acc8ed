package io.ringfence.admin.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/// A row of `audit_log`.
@Entity
@Table(name = "audit_log")
public class AuditRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  Instant time = Instant.EPOCH;
  String actor = "";

  @ColumnTransformer(read = "host(source)", write = "CAST(CAST(? AS text) AS inet)")
  @Nullable String source;

  String action = "";
  String object = "";

  @Column(name = "before")
  @ColumnTransformer(read = "CAST(before AS text)", write = "CAST(CAST(? AS text) AS jsonb)")
  @Nullable String before;

  @Column(name = "after")
  @ColumnTransformer(read = "CAST(after AS text)", write = "CAST(CAST(? AS text) AS jsonb)")
  @Nullable String after;

  protected AuditRow() {}

  /// @param before the document before as JSON, without secrets
  /// @param after the document after
  public AuditRow(
      Instant time,
      Actor actor,
      String action,
      String object,
      @Nullable String before,
      @Nullable String after) {
    this.time = time;
    this.actor = actor.name();
    this.source = actor.source() == null ? null : actor.source().toString();
    this.action = action;
    this.object = object;
    this.before = before;
    this.after = after;
  }
}
