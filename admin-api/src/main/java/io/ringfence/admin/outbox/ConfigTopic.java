package io.ringfence.admin.outbox;

import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.admin.problem.Unavailable;
import io.ringfence.contracts.bus.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Looks whether topic `config` still is the one that the configuration was published to: a Kafka
/// that lost its data has none, or a new one, or one that ends earlier.
@ApplicationScoped
class ConfigTopic {
  private static final Logger LOG = Logger.getLogger(ConfigTopic.class);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.CONFIG, 0);
  private static final ConfigResource RESOURCE =
      new ConfigResource(ConfigResource.Type.TOPIC, Topics.CONFIG);
  private static final String LIMIT_KEY = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /// The topic at one moment.
  ///
  /// @param end one past its last record
  record Extent(Uuid id, long end) {
    static final Extent MISSING = new Extent(Uuid.ZERO_UUID, 0);

    boolean hasLostSomethingSince(Extent before) {
      return !before.equals(MISSING) && (!id.equals(before.id) || end < before.end);
    }
  }

  private final KafkaProducers kafka;
  private @Nullable Admin admin;
  private @Nullable Extent known;

  ConfigTopic(KafkaProducers kafka) {
    this.kafka = kafka;
  }

  /// Has it take the largest documents, where it was made to take less.
  synchronized void makeRoom() throws InterruptedException {
    try {
      var described = await(admin().describeConfigs(List.of(RESOURCE)).all());
      var limit = Objects.requireNonNull(described.get(RESOURCE)).get(LIMIT_KEY);
      if (limit != null && Integer.parseInt(limit.value()) < Topics.CONFIG_MAX_BYTES) {
        var wanted = new ConfigEntry(LIMIT_KEY, Integer.toString(Topics.CONFIG_MAX_BYTES));
        var set = new AlterConfigOp(wanted, AlterConfigOp.OpType.SET);
        await(admin().incrementalAlterConfigs(Map.of(RESOURCE, List.of(set))).all());
        LOG.infof("topic config takes %s bytes now, not %s", wanted.value(), limit.value());
      }
    } catch (TimeoutException e) {
      LOG.debugf("topic config cannot be looked at: %s", Unavailable.reason(e));
    } catch (ExecutionException e) {
      LOG.logf(
          e.getCause() instanceof RetriableException ? Logger.Level.DEBUG : Logger.Level.WARN,
          "topic config may not take the largest documents (%s below %d): %s",
          LIMIT_KEY,
          Topics.CONFIG_MAX_BYTES,
          Unavailable.reason(e));
    }
  }

  /// Takes it as it is for what [#hasLostSomething] compares with, when it was not seen yet.
  synchronized void notice() throws InterruptedException {
    if (known == null) {
      hasLostSomething();
    }
  }

  /// Whether it has lost something since it was seen last. While Kafka is away nobody knows, and
  /// nothing is lost.
  synchronized boolean hasLostSomething() throws InterruptedException {
    try {
      var now = extent();
      var before = known;
      known = now;
      return before != null && now.hasLostSomethingSince(before);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf("topic config cannot be looked at: %s", Unavailable.reason(e));
      return false;
    }
  }

  private Extent extent() throws InterruptedException, ExecutionException, TimeoutException {
    try {
      var described = await(admin().describeTopics(List.of(Topics.CONFIG)).allTopicNames());
      var end =
          await(
              admin()
                  .listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                  .partitionResult(PARTITION));
      return new Extent(
          Objects.requireNonNull(described.get(Topics.CONFIG)).topicId(), end.offset());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Extent.MISSING;
      }
      throw e;
    }
  }

  private static <T> T await(KafkaFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Admin admin() {
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                  kafka.bootstrapServers(),
                  AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                  (int) LIMIT.toMillis(),
                  AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                  (int) LIMIT.toMillis(),
                  AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                  1_000L));
    }
    return admin;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(LIMIT);
    }
  }
}
