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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The blocks in force, from topic `blocks`: ahead of table `block`, which auth-guard writes after.
@ApplicationScoped
@Startup
public class ActiveBlocks {
  private final Map<String, BlockDecision> addresses = new ConcurrentHashMap<>();
  private final Map<String, BlockDecision> prefixes = new ConcurrentHashMap<>();
  private final Map<String, BlockDecision> ofAccounts = new ConcurrentHashMap<>();
  private final List<BiConsumer<String, @Nullable BlockDecision>> listeners = new ArrayList<>();
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

  /// Those on addresses that cover a source.
  public List<BlockDecision> covering(IpAddress source, Instant now) {
    return Stream.concat(
            Stream.ofNullable(addresses.get(source.toString())),
            prefixes.values().stream().filter(block -> block.target().covers(source)))
        .filter(block -> block.isActive(now))
        .toList();
  }

  /// Those on addresses and prefixes: what the nodes' kernels are to enforce.
  public List<BlockDecision> ofAddresses(Instant now) {
    return Stream.of(addresses, prefixes)
        .flatMap(blocks -> blocks.values().stream())
        .filter(block -> block.isActive(now))
        .toList();
  }

  /// Every one in force.
  public List<BlockDecision> all(Instant now) {
    return Stream.of(addresses, prefixes, ofAccounts)
        .flatMap(blocks -> blocks.values().stream())
        .filter(block -> block.isActive(now))
        .toList();
  }

  private static boolean isAgainst(BlockDecision block, Service service, Instant now) {
    return block.isActive(now) && block.services().contains(service);
  }

  /// Hears of every block that there is, and of each that comes or goes, on the thread that follows
  /// the topic; it must be quick.
  ///
  /// @param listener takes the target's value and its block, `null` when that has ended
  public synchronized void follow(BiConsumer<String, @Nullable BlockDecision> listener) {
    Stream.of(addresses, prefixes, ofAccounts).forEach(blocks -> blocks.forEach(listener));
    listeners.add(listener);
  }

  private synchronized void accept(String key, byte @Nullable [] value) {
    var decision = value == null ? null : Json.read(value, BlockDecision.class);
    var active = decision != null && decision.state() == BlockState.ACTIVE ? decision : null;
    keep(key, active);
    listeners.forEach(listener -> listener.accept(key, active));
  }

  private void keep(String key, @Nullable BlockDecision decision) {
    if (decision == null) {
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
