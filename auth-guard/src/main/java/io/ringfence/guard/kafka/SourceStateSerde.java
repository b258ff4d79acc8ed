package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.guard.detect.SourceState;
import io.ringfence.guard.detect.StateCodec;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/// The state as [StateCodec] packs it. States that are kept as JSON, as they were before, are read
/// too.
final class SourceStateSerde implements Serde<SourceState> {

  @Override
  public Serializer<SourceState> serializer() {
    return (topic, state) -> state == null ? null : StateCodec.write(state, Json::write);
  }

  @Override
  public Deserializer<SourceState> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  /// An unreadable state is a bug or a mixed-up version, not a record to put aside.
  private static SourceState read(byte[] bytes) {
    try {
      return StateCodec.read(bytes, Json::read);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the state store holds what this version cannot read", e);
    }
  }
}
