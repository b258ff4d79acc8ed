package io.ringfence.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PublisherTest {

  private static final String TOPIC = "some-topic";

  private final MockProducer<String, byte[]> kafka =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Bus bus =
      new Bus("", registry) {
        @Override
        Producer<String, byte[]> producer() {
          return kafka;
        }
      };

  private static ProducerRecord<String, byte[]> record(String event) {
    return new ProducerRecord<>(TOPIC, event, event.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> sent() {
    return kafka.history().stream().map(ProducerRecord::key).toList();
  }

  @Test
  void eventsAreSentInTheirOrderWithoutBeingWaitedFor() {
    try (var publisher = new Publisher<String>(bus, TOPIC, 10_000, PublisherTest::record)) {
      publisher.offer("first");
      await().until(() -> sent().equals(List.of("first")));
      var more = IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();
      more.forEach(publisher::offer);
      await().until(() -> sent().size() == 2_001);
      assertThat(sent().subList(1, 2_001)).isEqualTo(more);
    }
  }

  @Test
  void anEventAfterAQuietMomentIsSentToo() {
    try (var publisher = new Publisher<String>(bus, TOPIC, 10, PublisherTest::record)) {
      for (int i = 1; i <= 20; i++) {
        int count = i;
        publisher.offer("event " + i);
        await().until(() -> sent().size() == count);
      }
    }
  }

  @Test
  void closingSendsWhatIsQueued() {
    var publisher = new Publisher<String>(bus, TOPIC, 1_000, PublisherTest::record);
    IntStream.range(0, 1_000).forEach(i -> publisher.offer(Integer.toString(i)));
    publisher.close();
    assertThat(sent()).hasSize(1_000);
  }

  @Test
  void whatDoesNotFitTheQueueIsDroppedAndCounted() {
    var go = new Semaphore(0);
    var publisher =
        new Publisher<String>(
            bus,
            TOPIC,
            4,
            event -> {
              go.acquireUninterruptibly();
              return record(event);
            });
    publisher.offer("taken");
    await().until(go::hasQueuedThreads);
    IntStream.range(0, 7).forEach(i -> publisher.offer(Integer.toString(i)));
    go.release(100);
    publisher.close();
    assertThat(sent()).containsExactly("taken", "0", "1", "2", "3");
    assertThat(
            registry
                .get("ringfence_bus_dropped_total")
                .tags("topic", TOPIC, "reason", "queue-full")
                .counter()
                .count())
        .isEqualTo(3);
  }
}
