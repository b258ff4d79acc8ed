package io.ringfence.notifier.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.contracts.bus.Topics;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/// Where alerts go that cannot be read: the record as it was, with headers `error`, `topic`,
/// `partition` and `offset`.
@Singleton
class DeadLetters {

  private static final Logger LOG = Logger.getLogger(DeadLetters.class);
  private static final int MAX_ERROR = 500;

  private final MutinyEmitter<byte[]> emitter;
  private final MeterRegistry registry;

  DeadLetters(@Channel("dead-letters") MutinyEmitter<byte[]> emitter, MeterRegistry registry) {
    this.emitter = emitter;
    this.registry = registry;
    registry.counter("ringfence.dead.letters", "topic", Topics.ALERTS);
  }

  /// Returns when Kafka has it; throws when Kafka does not take it.
  void send(ConsumerRecord<String, byte[]> record, String reason) {
    String error = reason.length() <= MAX_ERROR ? reason : reason.substring(0, MAX_ERROR);
    var metadata =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(Topics.deadLetter(record.topic()))
            .withKey(record.key())
            .withHeaders(headers(record, error))
            .build();
    emitter.sendMessageAndAwait(Message.of(value(record), Metadata.of(metadata)));
    registry.counter("ringfence.dead.letters", "topic", record.topic()).increment();
    LOG.warnf("%s-%d@%d put aside: %s", record.topic(), record.partition(), record.offset(), error);
  }

  private static byte[] value(ConsumerRecord<String, byte[]> record) {
    return record.value() == null ? new byte[0] : record.value();
  }

  private static Headers headers(ConsumerRecord<String, byte[]> record, String error) {
    var headers = new RecordHeaders();
    Map.of(
            "error", error,
            "topic", record.topic(),
            "partition", Integer.toString(record.partition()),
            "offset", Long.toString(record.offset()))
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }
}
