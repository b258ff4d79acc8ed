package io.ringfence.edge.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/// Takes events from a thread that must not wait, and sends them in order on its own. What does not
/// fit the queue, and what Kafka did not take in the end, is dropped and counted.
///
/// The first event of a quiet moment is sent at once; those that follow within the next
/// milliseconds wait for one another, so that a busy moment costs few wake-ups and few requests.
final class Publisher<E> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Publisher.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// Events sent in one go.
  private static final int BATCH = 256;

  /// What comes so soon after something was sent goes together. To wake a thread costs as much as
  /// to send ten events.
  private static final Duration GATHERING = Duration.ofMillis(2);

  private final Bus bus;
  private final BlockingQueue<E> queue;
  private final Function<E, ProducerRecord<String, byte[]>> encoding;
  private final Counter overflows;
  private final Counter failures;
  private final Thread thread;
  private volatile boolean isWaiting;
  private volatile boolean closed;

  /// @param encoding runs on the publisher's thread
  Publisher(
      Bus bus, String topic, int capacity, Function<E, ProducerRecord<String, byte[]>> encoding) {
    this.bus = bus;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.encoding = encoding;
    var registry = bus.registry();
    this.overflows =
        registry.counter("ringfence_bus_dropped_total", "topic", topic, "reason", "queue-full");
    this.failures =
        registry.counter("ringfence_bus_dropped_total", "topic", topic, "reason", "not-delivered");
    Gauge.builder("ringfence_bus_queued", queue, BlockingQueue::size)
        .tag("topic", topic)
        .register(registry);
    this.thread = Thread.ofPlatform().daemon().name("publish-" + topic).start(this::run);
  }

  /// Never waits.
  void offer(E event) {
    if (!queue.offer(event)) {
      overflows.increment();
    } else if (isWaiting) {
      isWaiting = false;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    var batch = new ArrayDeque<E>(BATCH);
    try {
      while (!closed || !queue.isEmpty()) {
        if (queue.drainTo(batch, BATCH) == 0) {
          awaitEvent();
          continue;
        }
        for (E event = batch.poll(); event != null; event = batch.poll()) {
          send(event);
        }
        LockSupport.parkNanos(this, GATHERING.toNanos());
      }
    } catch (InterruptedException | InterruptException e) {
      failures.increment(queue.size() + batch.size());
    }
  }

  private void awaitEvent() throws InterruptedException {
    isWaiting = true;
    if (queue.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    isWaiting = false;
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void send(E event) throws InterruptedException {
    while (true) {
      try {
        var _ =
            bus.producer()
                .send(
                    encoding.apply(event),
                    (metadata, problem) -> {
                      if (problem != null) {
                        failures.increment();
                      }
                    });
        return;
      } catch (InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        LOG.warnf("Kafka is away, trying again: %s", e.getMessage());
        Thread.sleep(RETRY);
      } catch (RuntimeException e) {
        LOG.error("an event could not be sent", e);
        failures.increment();
        return;
      }
    }
  }

  /// Sends what is queued if that is possible within a moment.
  @Override
  public void close() {
    closed = true;
    try {
      LockSupport.unpark(thread);
      if (!thread.join(bus.timeToStop())) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
