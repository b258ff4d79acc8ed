package io.ringfence.guard.feed;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/// The feeds' orders on topic `commands`, at a pace that leaves the guard time for its attempts.
final class KafkaOrders implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(KafkaOrders.class);

  /// 2000 orders a second.
  private static final int CHUNK = 200;

  private static final Duration PAUSE = Duration.ofMillis(100);

  /// A guard that is away finds each order once, not once a minute.
  private static final Duration REPEATED_AFTER = Duration.ofHours(1);

  private final KafkaProducer<String, byte[]> producer;
  private final FeedMeters meters;
  private final Map<String, Instant> ordered = new HashMap<>();

  KafkaOrders(String bootstrapServers, FeedMeters meters) {
    this.meters = meters;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "gzip",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000L),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /// Sends those that have not been sent lately.
  void put(List<Command> orders, Instant now) throws InterruptedException {
    ordered.values().removeIf(at -> !at.plus(REPEATED_AFTER).isAfter(now));
    var due = orders.stream().filter(order -> !ordered.containsKey(key(order))).toList();
    for (int from = 0; from < due.size(); from += CHUNK) {
      var chunk = due.subList(from, Math.min(due.size(), from + CHUNK));
      if (!isSent(chunk)) {
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

  private boolean isSent(List<Command> orders) throws InterruptedException {
    try {
      var sent = new ArrayList<Future<RecordMetadata>>();
      for (var order : orders) {
        sent.add(
            producer.send(
                new ProducerRecord<>(Topics.COMMANDS, order.target().value(), Json.write(order))));
      }
      for (var one : sent) {
        one.get();
      }
      return true;
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (KafkaException | ExecutionException e) {
      LOG.warnf("Orders of feeds wait for Kafka: %s", e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
