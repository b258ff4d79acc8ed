package io.ringfence.firewall.kafka;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.config.Configuration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Folds the documents of the `config` topic and hands the snapshot on after each batch.
final class ConfigView implements CompactedTopic.Handler {

  private final Consumer<Configuration> changed;
  private final Runnable refused;
  private Configuration configuration = Configuration.INITIAL;

  ConfigView(Consumer<Configuration> changed, Runnable refused) {
    this.changed = changed;
    this.refused = refused;
  }

  @Override
  public void accept(String key, byte @Nullable [] value) {
    configuration = configuration.with(key, value);
  }

  @Override
  public void batchEnded() {
    changed.accept(configuration);
  }

  @Override
  public void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {
    refused.run();
  }
}
