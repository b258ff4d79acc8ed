package io.ringfence.admin.protection;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.GuardPolicy;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/// The one row of `guard_policy`.
@Entity
@Table(name = "guard_policy")
public class GuardPolicyRow {
  static final int ID = 1;

  @Id int id = ID;
  long version;
  boolean enabled;
  int attempts;

  @Column(name = "period_seconds")
  long periodSeconds;

  @Column(name = "block_for_seconds")
  long blockForSeconds;

  @Column(name = "trusted_group_id")
  @Nullable String trustedGroupId;

  @Column(name = "warning_recipients")
  @ColumnTransformer(
      read = "CAST(warning_recipients AS text)",
      write = "CAST(CAST(? AS text) AS jsonb)")
  String warningRecipients = "[]";

  @ColumnTransformer(read = "CAST(detection AS text)", write = "CAST(CAST(? AS text) AS jsonb)")
  String detection = "{}";

  GuardPolicy policy() {
    var all = Json.read(detection.getBytes(StandardCharsets.UTF_8), Detection.class);
    return new GuardPolicy(
        version,
        enabled,
        attempts,
        Duration.ofSeconds(periodSeconds),
        Duration.ofSeconds(blockForSeconds),
        trustedGroupId,
        recipients(),
        all.rules(),
        all.weights(),
        all.decoys(),
        all.lengths(),
        all.toll(),
        all.trunks());
  }

  void take(GuardPolicy policy) {
    version = policy.version();
    enabled = policy.enabled();
    attempts = policy.attempts();
    periodSeconds = policy.period().toSeconds();
    blockForSeconds = policy.blockFor().toSeconds();
    trustedGroupId = policy.trustedGroupId();
    detection = new String(Json.write(Detection.of(policy)), StandardCharsets.UTF_8);
    warningRecipients = new String(Json.write(policy.warningRecipients()), StandardCharsets.UTF_8);
  }

  private List<String> recipients() {
    return List.of(Json.read(warningRecipients.getBytes(StandardCharsets.UTF_8), String[].class));
  }
}
