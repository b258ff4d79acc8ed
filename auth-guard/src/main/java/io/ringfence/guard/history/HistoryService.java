package io.ringfence.guard.history;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.guard.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The life of the way into PostgreSQL: one thread that waits for the schema, then for records, and
/// starts again after whatever goes wrong.
@ApplicationScoped
class HistoryService {

  static final String GROUP = "auth-guard-history";

  private static final List<String> TOPICS =
      List.of(Topics.ATTEMPTS, Topics.BLOCKS, Topics.CALLS, Topics.ALERTS);
  private static final Logger LOG = Logger.getLogger(HistoryService.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Role role;
  private final HistoryConfig config;
  private final HistoryStore store;
  private final HistoryMeters meters;
  private final String bootstrapServers;
  private final String node;
  private final Thread thread = Thread.ofPlatform().daemon().name("history").unstarted(this::run);

  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable Consumer<String, byte[]> consumer;
  private volatile boolean hasSchema;
  private volatile String obstacle = "waiting for PostgreSQL";
  private volatile @Nullable HistoryWriter writer;

  HistoryService(
      HistoryConfig config,
      HistoryStore store,
      MeterRegistry registry,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      @ConfigProperty(name = "ringfence.node") String node,
      @ConfigProperty(name = Role.SETTING, defaultValue = "decide") Role role) {
    this.role = role;
    this.config = config;
    this.store = store;
    this.meters = new HistoryMeters(registry);
    this.bootstrapServers = bootstrapServers;
    this.node = node;
  }

  void start(@Observes StartupEvent event) {
    if (role == Role.DECIDE) {
      thread.start();
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping.countDown();
    var current = consumer;
    if (current != null) {
      current.wakeup();
    }
    if (thread.isAlive() && !thread.join(STOP_LIMIT)) {
      thread.interrupt();
    }
  }

  /// Why there cannot be any history, or `null`.
  @Nullable String obstacle() {
    return hasSchema || role == Role.SENSE ? null : obstacle;
  }

  /// Why history is late, or `null`.
  @Nullable String delay() {
    var current = writer;
    return current == null ? null : current.delay();
  }

  private void run() {
    while (isWanted()) {
      try {
        if (!hasSchema) {
          findSchema();
        }
        if (hasSchema) {
          follow(topicIds());
        }
      } catch (WakeupException | InterruptException | InterruptedException e) {
        LOG.debug("interrupted");
      } catch (RuntimeException | ExecutionException e) {
        LOG.warnf("History starts again from its places in PostgreSQL: %s", e.getMessage());
      }
      pause();
    }
  }

  private void findSchema() {
    try {
      hasSchema = store.hasSchema();
      obstacle = "waiting for the schema in PostgreSQL, which admin-api makes";
    } catch (RuntimeException e) {
      obstacle = "waiting for PostgreSQL: " + e.getMessage();
    }
  }

  /// The topics are made if they are not there.
  private Map<String, UUID> topicIds() throws InterruptedException, ExecutionException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Topics.create(admin);
      return topicIds(admin, TOPICS);
    }
  }

  static Map<String, UUID> topicIds(Admin admin, List<String> topics)
      throws InterruptedException, ExecutionException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .collect(Collectors.toMap(TopicDescription::name, HistoryService::id));
  }

  private static UUID id(TopicDescription topic) {
    return new UUID(
        topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
  }

  private void follow(Map<String, UUID> topicIds) {
    try (var kafka = consumer();
        var letters = producer()) {
      consumer = kafka;
      kafka.subscribe(TOPICS);
      var writing =
          new HistoryWriter(
              kafka,
              topicIds,
              store,
              (record, error) -> putAside(letters, record, error),
              meters,
              config,
              InstantSource.system());
      writer = writing;
      while (isWanted()) {
        writing.round();
      }
    } finally {
      consumer = null;
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.GROUP_ID_CONFIG,
            GROUP,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            node,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            10_000,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            config.batch(),
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            1_000L),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            Topics.DEAD_LETTER_MAX_BYTES),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static void putAside(
      KafkaProducer<String, byte[]> producer, ConsumerRecord<String, byte[]> record, String error) {
    var headers = new RecordHeaders(record.headers());
    headers.add("error", bytes(error));
    headers.add("topic", bytes(record.topic()));
    headers.add("partition", bytes(Integer.toString(record.partition())));
    headers.add("offset", bytes(Long.toString(record.offset())));
    try {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.deadLetter(record.topic()), null, record.key(), record.value(), headers))
          .get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a dead letter could not be sent", e);
    }
    LOG.warnf("%s: a record went to its dead letters: %s", record.topic(), error);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private boolean isWanted() {
    return stopping.getCount() > 0;
  }

  /// Waits a little, or until the service stops.
  private void pause() {
    try {
      if (stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("stopping");
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted");
    }
  }
}
