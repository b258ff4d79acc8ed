package io.ringfence.guard.feed;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Command;
import io.ringfence.guard.bus.SafeProducer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// The feeds' orders on topic `commands`, at a pace that leaves the guard time for its attempts.
final class KafkaOrders implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(KafkaOrders.class);

  /// 2000 orders a second.
  private static final int CHUNK = 200;

  private static final Duration PAUSE = Duration.ofMillis(100);

  /// A guard that is away finds each order once, not once a minute.
  private static final Duration REPEATED_AFTER = Duration.ofHours(1);

  private final SafeProducer<Command> producer;
  private final FeedMeters meters;
  private final Map<String, Instant> ordered = new HashMap<>();

  KafkaOrders(String bootstrapServers, FeedMeters meters) {
    this.meters = meters;
    this.producer =
        new SafeProducer<>(
            bootstrapServers, Topics.COMMANDS, "gzip", order -> order.target().value());
  }

  /// Sends those that have not been sent lately.
  void put(List<Command> orders, Instant now) throws InterruptedException {
    ordered.values().removeIf(at -> !at.plus(REPEATED_AFTER).isAfter(now));
    var due = orders.stream().filter(order -> !ordered.containsKey(key(order))).toList();
    for (int from = 0; from < due.size(); from += CHUNK) {
      var chunk = due.subList(from, Math.min(due.size(), from + CHUNK));
      if (!producer.isPut(chunk)) {
        return;
      }
      chunk.forEach(order -> ordered.put(key(order), now));
      Thread.sleep(PAUSE);
    }
    if (!due.isEmpty()) {
      long blocks = due.stream().filter(KafkaOrders::isBlock).count();
      meters.ordered("block", (int) blocks);
      meters.ordered("release", due.size() - (int) blocks);
      LOG.infof("Feeds: %d blocks and %d releases ordered", blocks, due.size() - blocks);
    }
  }

  private static boolean isBlock(Command order) {
    return order.action() == Command.Action.FEED_BLOCK;
  }

  private static String key(Command order) {
    return order.action() + " " + order.target().value();
  }

  @Override
  public void close() {
    producer.close();
  }
}
