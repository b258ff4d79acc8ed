package io.ringfence.guard.feed;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What the feeds count. A feed's name is from the configuration.
final class FeedMeters {

  private final MeterRegistry registry;
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

  FeedMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void fetched(String feed, String result) {
    registry.counter("ringfence.feed.fetches", "feed", feed, "result", result).increment();
  }

  /// @param goodAt when the feed was last good, in seconds since 1970
  void holds(String feed, Entries entries, long goodAt) {
    gauge("ringfence.feed.entries", Tags.of("feed", feed)).set(entries.prefixes().size());
    gauge("ringfence.feed.good.timestamp.seconds", Tags.of("feed", feed)).set(goodAt);
    for (var reason : Refused.values()) {
      gauge("ringfence.feed.refused", Tags.of("feed", feed, "reason", reason.label()))
          .set(entries.refused().getOrDefault(reason, 0));
    }
  }

  void ordered(String action, int orders) {
    registry.counter("ringfence.feed.orders", "action", action).increment(orders);
  }

  private AtomicLong gauge(String name, Tags tags) {
    return gauges.computeIfAbsent(name + tags, key -> registry.gauge(name, tags, new AtomicLong()));
  }
}
