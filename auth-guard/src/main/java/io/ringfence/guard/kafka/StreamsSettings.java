package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Topics;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/// The client settings: low latency first, and exactness through idempotence (see
/// [GuardProcessor]), not through transactions.
///
/// @param node the member's name in the group. Being a static member, a process that is killed and
///     started again gets its partitions back at once instead of after the session's end
record StreamsSettings(GuardConfig config, String bootstrapServers, String dataDir, String node) {

  static final String APPLICATION_ID = "auth-guard";

  /// How many partitions' states a new instance may read at a time before it takes them over.
  private static final int MAX_WARMUP_REPLICAS = 6;

  /// How often it is looked whether it has read them.
  private static final Duration PROBING = Duration.ofMinutes(1);

  /// How it stops in order: others go on at once, not when its session has ended.
  static KafkaStreams.CloseOptions leaving(Duration limit) {
    return new KafkaStreams.CloseOptions().timeout(limit).leaveGroup(true);
  }

  Properties properties() {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, dataDir);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
    settings.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, MAX_WARMUP_REPLICAS);
    settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING.toMillis());
    settings.put(StreamsConfig.POLL_MS_CONFIG, config.tick().toMillis());
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbBounds.class);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    // Hundreds of beans that nobody reads would be registered at the start.
    settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");

    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), node);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        (int) config.sessionTimeout().toMillis());
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        (int) config.sessionTimeout().dividedBy(3).toMillis());
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 1);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);

    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
        (int) config.linger().toMillis());
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topics.DEAD_LETTER_MAX_BYTES);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG), true);
    return settings;
  }
}
