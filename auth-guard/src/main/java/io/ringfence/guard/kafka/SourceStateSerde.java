package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.guard.detect.SourceState;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/// The state as JSON, so that the changelog can be read with any tool.
final class SourceStateSerde implements Serde<SourceState> {

  @Override
  public Serializer<SourceState> serializer() {
    return (topic, state) -> state == null ? null : Json.write(state);
  }

  @Override
  public Deserializer<SourceState> deserializer() {
    return (topic, json) -> json == null ? null : read(json);
  }

  /// An unreadable state is a bug or a mixed-up version, not a record to put aside.
  private static SourceState read(byte[] json) {
    try {
      return Json.read(json, SourceState.class);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the state store holds what this version cannot read", e);
    }
  }
}
