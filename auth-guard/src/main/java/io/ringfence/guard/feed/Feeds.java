package io.ringfence.guard.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.Role;
import io.ringfence.guard.bus.RegisteredTrunks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The feeds that are configured, on one thread: asks for them in time, and orders what has
// changed.
@ApplicationScoped
class Feeds {

  private static final Logger LOG = Logger.getLogger(Feeds.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration RECONCILED_EVERY = Duration.ofMinutes(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  /// The configuration and the blocks.
  private static final int FOLLOWED_FIRST = 2;

  /// The configuration as topic `config` tells it.
  private static final class Trusted implements CompactedTopic.Handler {
    private volatile Configuration configuration = Configuration.INITIAL;

    @Override
    public void accept(String key, byte @Nullable [] value) {
      configuration = configuration.with(key, value);
    }
  }

  private final FeedConfig config;
  private final String bootstrapServers;
  private final FeedMeters meters;
  private final Path folder;
  private final Role role;
  private final InstantSource clock = InstantSource.system();
  private final Map<String, FeedKeeper> keepers = new TreeMap<>();
  private final LyingBlocks blocks = new LyingBlocks();
  private final Trusted trusted = new Trusted();
  private final RegisteredTrunks trunks =
      new RegisteredTrunks(() -> trusted.configuration.effective(now()).policy().trunks());
  private final Thread thread = Thread.ofPlatform().daemon().name("feeds").unstarted(this::run);

  Feeds(
      FeedConfig config,
      MeterRegistry registry,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      @ConfigProperty(name = "ringfence.data-dir") String dataDir,
      @ConfigProperty(name = Role.SETTING, defaultValue = "decide") Role role) {
    this.config = config;
    this.bootstrapServers = bootstrapServers;
    this.meters = new FeedMeters(registry);
    this.folder = Path.of(dataDir, "auth-guard", "feeds");
    this.role = role;
  }

  void start(@Observes StartupEvent event) {
    config.byName().forEach(Feeds::check);
    if (role == Role.DECIDE && !config.byName().isEmpty()) {
      var client = new FeedClient(null);
      config
          .byName()
          .forEach(
              (name, feed) ->
                  keepers.put(name, new FeedKeeper(name, feed, client, folder, meters)));
      thread.start();
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join(STOP_LIMIT);
    }
  }

  /// What each feed holds, and what is wrong with it.
  Map<String, String> stories() {
    return keepers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, keeper -> keeper.getValue().story()));
  }

  private static void check(String name, FeedConfig.Feed feed) {
    try {
      if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
        throw new IllegalArgumentException("a feed's name is 1 to 40 of a-z, 0-9 and -");
      }
      FeedClient.require(feed.url());
      FeedKeeper.own(feed);
      if (feed.kind() == FeedConfig.Kind.APIBAN && feed.key().isEmpty()) {
        throw new IllegalArgumentException("key is missing");
      }
      if (feed.hold().compareTo(feed.refresh().multipliedBy(2)) < 0) {
        throw new IllegalArgumentException("hold must be twice refresh or more");
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("ringfence.feeds." + name + ": " + e.getMessage(), e);
    }
  }

  private void run() {
    var followed = new ArrayList<CompactedTopic>();
    followed.add(CompactedTopic.follow(bootstrapServers, Topics.CONFIG, trusted));
    followed.add(CompactedTopic.follow(bootstrapServers, Topics.BLOCKS, blocks));
    try (var orders = new KafkaOrders(bootstrapServers, meters)) {
      keepers.values().forEach(FeedKeeper::load);
      var exempt = new Exemptions(folder.resolve("released-by-hand"));
      var reconciledAt = Instant.EPOCH;
      while (true) {
        boolean asked = refresh();
        boolean known = isKnown(followed);
        var now = now();
        if (known && (asked || !reconciledAt.plus(RECONCILED_EVERY).isAfter(now))) {
          reconcile(orders, exempt, now);
          reconciledAt = now;
        }
        Thread.sleep(TICK);
      }
    } catch (InterruptedException e) {
      LOG.debug("feeds were stopped");
    } finally {
      CompactedTopic.closeAll(followed);
    }
  }

  /// Registrations are read when it is known which are trunks'.
  private boolean isKnown(List<CompactedTopic> followed) {
    boolean isCaughtUp = followed.stream().allMatch(CompactedTopic::isCaughtUp);
    if (isCaughtUp && followed.size() == FOLLOWED_FIRST) {
      followed.add(CompactedTopic.follow(bootstrapServers, Topics.REGISTRATIONS, trunks));
      return false;
    }
    return isCaughtUp;
  }

  private boolean refresh() throws InterruptedException {
    boolean asked = false;
    for (var entry : keepers.entrySet()) {
      var feed = config.byName().get(entry.getKey());
      asked |= feed != null && entry.getValue().refresh(OwnAddresses.of(own(feed)), now());
    }
    return asked;
  }

  private static Stream<IpPrefix> own(FeedConfig.Feed feed) {
    return FeedKeeper.own(feed).stream();
  }

  private void reconcile(KafkaOrders orders, Exemptions exempt, Instant now)
      throws InterruptedException {
    var spared = spared(now);
    var listed = new ArrayList<Orders.Listed>();
    keepers.values().forEach(keeper -> listed.addAll(keeper.listed(spared)));
    var unread = unread();
    var released = exempt.with(blocks.takeReleased(), targets(), unread.isEmpty());
    orders.put(Orders.of(listed, blocks.lying(), released, unread, now), now);
  }

  /// The trusted group, and where registered trunks are.
  private IpRangeSet spared(Instant now) {
    var ranges = new ArrayList<>(trusted.configuration.trusted(now).all());
    ranges.addAll(trunks.sources(now).all());
    return IpRangeSet.of(ranges);
  }

  /// Also what is trusted now: it may not be for long.
  private Set<String> targets() {
    return keepers.values().stream()
        .flatMap(keeper -> keeper.listed(IpRangeSet.EMPTY).stream())
        .map(entry -> entry.target().value())
        .collect(Collectors.toSet());
  }

  /// The feeds of which nobody knows what they list.
  private Set<String> unread() {
    return keepers.entrySet().stream()
        .filter(keeper -> !keeper.getValue().isKnown())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
