package io.ringfence.admin.pending;

import io.ringfence.admin.audit.Actor;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.PendingChange;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/// The one row of `pending_change`, while there is one.
@Entity
@Table(name = "pending_change")
public class PendingRow {
  @Id UUID id = new UUID(0, 0);
  long version;
  String document = "";
  String actor = "";

  @ColumnTransformer(read = "host(source)", write = "CAST(CAST(? AS text) AS inet)")
  @Nullable String source;

  @Column(name = "made_at")
  Instant madeAt = Instant.EPOCH;

  @Column(name = "confirm_by")
  Instant confirmBy = Instant.EPOCH;

  @Column(name = "before")
  @ColumnTransformer(read = "CAST(before AS text)", write = "CAST(CAST(? AS text) AS jsonb)")
  String before = "[]";

  protected PendingRow() {}

  /// @param document the key of what is changed
  PendingRow(PendingChange change, String document, Actor actor, Instant madeAt) {
    this.id = change.id();
    this.version = change.version();
    this.document = document;
    this.actor = actor.name();
    this.source = actor.source() == null ? null : actor.source().toString();
    this.madeAt = madeAt;
    this.confirmBy = change.confirmBy();
    this.before = new String(Json.write(change.before()), StandardCharsets.UTF_8);
  }

  PendingChange change() {
    var documents =
        Json.read(before.getBytes(StandardCharsets.UTF_8), PendingChange.Before[].class);
    return new PendingChange(version, id, confirmBy, List.of(documents));
  }

  PendingView view() {
    return new PendingView(id, document, actor, source, madeAt, confirmBy);
  }
}
