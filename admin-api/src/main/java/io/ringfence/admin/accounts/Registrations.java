package io.ringfence.admin.accounts;

import io.quarkus.runtime.Startup;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Registration;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The accounts' bindings, from topic `registrations`.
@ApplicationScoped
@Startup
public class Registrations {
  /// By `account contact`; a number has no space, so an account's bindings lie together.
  private final ConcurrentSkipListMap<String, Registration> bindings =
      new ConcurrentSkipListMap<>();

  private final CompactedTopic topic;

  Registrations(KafkaProducers kafka) {
    topic = CompactedTopic.follow(kafka.bootstrapServers(), Topics.REGISTRATIONS, this::accept);
  }

  public boolean isCaughtUp() {
    return topic.isCaughtUp();
  }

  /// The bindings that hold now, newest first.
  List<Registration> of(String account, Instant validSince, Instant now) {
    return bindings.subMap(account + " ", account + "!").values().stream()
        .filter(binding -> binding.expiresAt().isAfter(now))
        .filter(binding -> !binding.registeredAt().isBefore(validSince))
        .sorted(Comparator.comparing(Registration::registeredAt).reversed())
        .toList();
  }

  /// All bindings that hold now.
  public List<Registration> current(Instant now) {
    return bindings.values().stream().filter(binding -> binding.expiresAt().isAfter(now)).toList();
  }

  private void accept(String key, byte @Nullable [] value) {
    if (value == null) {
      bindings.remove(key);
    } else {
      bindings.put(key, Json.read(value, Registration.class));
    }
  }

  @PreDestroy
  void close() {
    topic.close();
  }
}
