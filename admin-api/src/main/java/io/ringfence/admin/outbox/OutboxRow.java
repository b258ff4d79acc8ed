package io.ringfence.admin.outbox;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/// A record on its way to Kafka: a row of `outbox`.
@Entity
@Table(name = "outbox")
public class OutboxRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String topic = "";
  String key = "";
  byte @Nullable [] value;

  protected OutboxRow() {}

  OutboxRow(String topic, String key, byte @Nullable [] value) {
    this.topic = topic;
    this.key = key;
    this.value = value;
  }
}
