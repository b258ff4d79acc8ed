package io.ringfence.firewall.kafka;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.firewall.rules.BlockRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Reads the `blocks` topic and hands its records on batch by batch.
final class BlocksView implements CompactedTopic.Handler {

  private final Consumer<List<BlockRecord>> arrived;
  private final Runnable refused;
  private List<BlockRecord> batch = new ArrayList<>();

  BlocksView(Consumer<List<BlockRecord>> arrived, Runnable refused) {
    this.arrived = arrived;
    this.refused = refused;
  }

  @Override
  public void accept(String key, byte @Nullable [] value) {
    batch.add(BlockRecord.parse(key, value));
  }

  @Override
  public void batchEnded() {
    if (!batch.isEmpty()) {
      arrived.accept(batch);
      batch = new ArrayList<>();
    }
  }

  @Override
  public void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {
    refused.run();
  }
}
