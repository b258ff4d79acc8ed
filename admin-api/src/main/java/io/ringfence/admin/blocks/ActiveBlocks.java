package io.ringfence.admin.blocks;

import io.quarkus.runtime.Startup;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The blocks in force, from topic `blocks`: ahead of table `block`, which auth-guard writes after.
@ApplicationScoped
@Startup
public class ActiveBlocks {
  private final Map<String, BlockDecision> addresses = new ConcurrentHashMap<>();
  private final Map<String, BlockDecision> prefixes = new ConcurrentHashMap<>();
  private final Map<String, BlockDecision> ofAccounts = new ConcurrentHashMap<>();
  private final CompactedTopic topic;

  ActiveBlocks(KafkaProducers kafka) {
    topic = CompactedTopic.follow(kafka.bootstrapServers(), Topics.BLOCKS, this::accept);
  }

  public boolean isCaughtUp() {
    return topic.isCaughtUp();
  }

  public boolean covers(IpAddress source, Service service, Instant now) {
    var exact = addresses.get(source.toString());
    return (exact != null && isAgainst(exact, service, now))
        || prefixes.values().stream()
            .anyMatch(block -> block.target().covers(source) && isAgainst(block, service, now));
  }

  Optional<BlockDecision> find(UUID blockId, Instant now) {
    return Stream.of(addresses, prefixes, ofAccounts)
        .flatMap(blocks -> blocks.values().stream())
        .filter(block -> block.blockId().equals(blockId) && block.isActive(now))
        .findAny();
  }

  private static boolean isAgainst(BlockDecision block, Service service, Instant now) {
    return block.isActive(now) && block.services().contains(service);
  }

  private void accept(String key, byte @Nullable [] value) {
    var decision = value == null ? null : Json.read(value, BlockDecision.class);
    if (decision == null || decision.state() != BlockState.ACTIVE) {
      addresses.remove(key);
      prefixes.remove(key);
      ofAccounts.remove(key);
      return;
    }
    switch (decision.target()) {
      case BlockTarget.Ip _ -> addresses.put(key, decision);
      case BlockTarget.Prefix _ -> prefixes.put(key, decision);
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> ofAccounts.put(key, decision);
    }
  }

  @PreDestroy
  void close() {
    topic.close();
  }
}
