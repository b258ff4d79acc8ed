package io.ringfence.admin.outbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// What topic `config` says: the configuration that the other services act on.
@ApplicationScoped
@Startup
public class PublishedConfig {
  private static final List<String> KINDS = List.of("policy", "group", "service", "account");

  private final Map<String, Long> versions = new ConcurrentHashMap<>();
  private final List<Runnable> groupListeners = new CopyOnWriteArrayList<>();
  private final String bootstrapServers;
  private volatile CompactedTopic topic;
  private volatile Configuration configuration = Configuration.INITIAL;

  /// What every document has.
  private record Versioned(@JsonProperty("version") long version) {}

  PublishedConfig(KafkaProducers kafka, MeterRegistry metrics) {
    KINDS.forEach(
        kind ->
            Gauge.builder("ringfence.config.version", this, view -> view.newest(kind))
                .description("The newest version of this kind of document on the topic")
                .tag("document", kind)
                .register(metrics));
    bootstrapServers = kafka.bootstrapServers();
    topic = follow();
  }

  private CompactedTopic follow() {
    return CompactedTopic.follow(bootstrapServers, Topics.CONFIG, this::accept);
  }

  /// Reads the topic from its beginning once more, and makes it if it is not there. What was
  /// published before stays in force until it is read again.
  synchronized void readAgain() {
    topic.close();
    versions.clear();
    topic = follow();
  }

  public Configuration configuration() {
    return configuration;
  }

  /// Calls back whenever a group was published. The callback must not block.
  public void onGroups(Runnable listener) {
    groupListeners.add(listener);
  }

  /// The version on the topic by key; no entry for a document that is not there.
  Map<String, Long> versions() {
    return Map.copyOf(versions);
  }

  public boolean isCaughtUp() {
    return topic.isCaughtUp();
  }

  private void accept(String key, byte @Nullable [] value) {
    if (value == null) {
      versions.remove(key);
    } else {
      versions.put(key, Json.read(value, Versioned.class).version());
    }
    configuration = configuration.with(key, value);
    if (key.startsWith(ConfigKey.GROUP)) {
      groupListeners.forEach(Runnable::run);
    }
  }

  private double newest(String kind) {
    return versions.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(kind + "/"))
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  @PreDestroy
  synchronized void close() {
    topic.close();
  }
}
