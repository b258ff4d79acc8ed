package io.ringfence.firewall.kafka;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.firewall.enforcement.Enforcement;
import io.ringfence.firewall.enforcement.EnforcementLoop;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows `config` and `blocks` and tells the enforcement what they say; that it may start when
/// both have been read to their end.
public final class Followed implements AutoCloseable {

  private final CompactedTopic config;
  private final CompactedTopic blocks;
  private final CompletableFuture<Void> started;

  /// @param refused gets the topic of each malformed record
  public Followed(String bootstrapServers, EnforcementLoop loop, Consumer<String> refused) {
    config =
        CompactedTopic.follow(
            bootstrapServers,
            Topics.CONFIG,
            new ConfigView(
                snapshot -> loop.tell(enforcement -> enforcement.configure(snapshot)),
                () -> refused.accept(Topics.CONFIG)));
    blocks =
        CompactedTopic.follow(
            bootstrapServers,
            Topics.BLOCKS,
            new BlocksView(
                batch -> loop.tell(enforcement -> enforcement.take(batch)),
                () -> refused.accept(Topics.BLOCKS)));
    started =
        CompletableFuture.allOf(config.caughtUp(), blocks.caughtUp())
            .thenRun(() -> loop.tell(Enforcement::start));
  }

  /// The topic that is still being read, `null` when both were read to their end.
  public @Nullable String waitingFor() {
    if (!config.isCaughtUp()) {
      return Topics.CONFIG;
    }
    return blocks.isCaughtUp() ? null : Topics.BLOCKS;
  }

  @Override
  public void close() {
    started.cancel(false);
    config.close();
    blocks.close();
  }
}
