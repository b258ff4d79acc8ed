package io.ringfence.local.demo;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Sees decisions and their enforcement on the bus, with the time of each.
public final class BusWatch implements AutoCloseable {

  private static final int START_LIMIT_SECONDS = 20;

  /// @param seenAt when the record was received here
  public record Decision(BlockDecision block, Instant seenAt) {}

  private record Enforced(String enforcer, UUID blockId, BlockState state) {}

  private final Map<UUID, Decision> decisions = new HashMap<>();
  private final Map<String, UUID> latest = new HashMap<>();
  private final Map<Enforced, Instant> enforced = new HashMap<>();
  private final Map<String, String> backends = new HashMap<>();
  private final Map<String, Long> accounts = new HashMap<>();
  private final CompactedTopic config;
  private final CompactedTopic blocks;
  private final CompactedTopic enforcement;

  public BusWatch(String kafkaBootstrap) throws InterruptedException {
    blocks = CompactedTopic.follow(kafkaBootstrap, Topics.BLOCKS, this::decided);
    enforcement = CompactedTopic.follow(kafkaBootstrap, Topics.ENFORCEMENT, this::reported);
    config = CompactedTopic.follow(kafkaBootstrap, Topics.CONFIG, this::configured);
    for (var topic : new CompactedTopic[] {blocks, enforcement, config}) {
      try {
        topic.caughtUp().get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("Kafka does not answer at " + kafkaBootstrap, e);
      }
    }
  }

  private synchronized void decided(String target, byte @Nullable [] value) {
    if (value == null) {
      latest.remove(target);
      return;
    }
    var block = Json.read(value, BlockDecision.class);
    if (block.state() == BlockState.ACTIVE) {
      latest.put(target, block.blockId());
      decisions.putIfAbsent(block.blockId(), new Decision(block, Instant.now()));
    }
    notifyAll();
  }

  private synchronized void configured(String key, byte @Nullable [] value) {
    if (key.startsWith(ConfigKey.ACCOUNT) && value != null) {
      var account = Json.read(value, SipAccount.class);
      accounts.put(account.number(), account.version());
      notifyAll();
    }
  }

  private synchronized void reported(String key, byte @Nullable [] value) {
    if (value == null) {
      return;
    }
    var report = Json.read(value, EnforcementReport.class);
    backends.put(report.enforcer(), report.backend());
    for (var applied : report.recent()) {
      enforced.putIfAbsent(
          new Enforced(report.enforcer(), applied.blockId(), applied.state()), applied.at());
    }
    notifyAll();
  }

  /// The active block on a target, waited for.
  public Optional<Decision> awaitDecision(String target, Duration limit)
      throws InterruptedException {
    return await(() -> Optional.ofNullable(latest.get(target)).map(decisions::get), limit);
  }

  /// When an enforcer (`sip-edge`, `firewall-service`) had a block in force, waited for.
  public Optional<Instant> awaitEnforced(
      String enforcer, UUID blockId, BlockState state, Duration limit) throws InterruptedException {
    var key = new Enforced(enforcer, blockId, state);
    return await(() -> Optional.ofNullable(enforced.get(key)), limit);
  }

  /// The latest version of an account's document, 0 when there was none.
  public synchronized long accountVersion(String number) {
    return accounts.getOrDefault(number, 0L);
  }

  /// Whether a later version of an account's document came in time.
  public boolean awaitAccount(String number, long after, Duration limit)
      throws InterruptedException {
    return await(
            () -> Optional.of(accountVersion(number)).filter(version -> version > after), limit)
        .isPresent();
  }

  /// `sip`, `nftables` or `dry-run`.
  public synchronized String backend(String enforcer) {
    return backends.getOrDefault(enforcer, "unknown");
  }

  private interface Look<T> {
    Optional<T> now();
  }

  private synchronized <T> Optional<T> await(Look<T> look, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      var found = look.now();
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (found.isPresent() || left <= 0) {
        return found;
      }
      wait(left);
    }
  }

  @Override
  public void close() {
    config.close();
    blocks.close();
    enforcement.close();
  }
}
