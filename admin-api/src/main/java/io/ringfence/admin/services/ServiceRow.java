package io.ringfence.admin.services;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ProtectedService;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/// A row of `protected_service`.
@Entity
@Table(name = "protected_service")
public class ServiceRow {
  @Id String name = "";
  long version;
  String title = "";

  @ColumnTransformer(read = "CAST(ports AS text)", write = "CAST(CAST(? AS text) AS jsonb)")
  String ports = "[]";

  boolean restricted;

  @Column(name = "group_id")
  @Nullable String groupId;

  ProtectedService service() {
    return new ProtectedService(
        version,
        name,
        title,
        List.of(Json.read(ports.getBytes(StandardCharsets.UTF_8), ProtectedService.Port[].class)),
        restricted,
        groupId);
  }

  void take(ProtectedService service) {
    take(service, service.version());
  }

  void take(ProtectedService service, long newer) {
    name = service.name();
    version = newer;
    title = service.title();
    ports = new String(Json.write(service.ports()), StandardCharsets.UTF_8);
    restricted = service.restricted();
    groupId = service.groupId();
  }
}
