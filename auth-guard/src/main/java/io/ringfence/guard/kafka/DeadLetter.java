package io.ringfence.guard.kafka;

import io.ringfence.contracts.event.Attacker;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;

/// A record that is put aside, with the reason and where it was.
final class DeadLetter {

  /// A parser's message may quote what it could not read.
  private static final int MAX_ERROR = 300;

  private DeadLetter() {}

  static Record<String, byte[]> of(
      Record<String, byte[]> record, ProcessingContext context, String error) {
    var headers = new RecordHeaders(record.headers());
    context
        .recordMetadata()
        .ifPresent(
            from -> {
              headers.add("topic", bytes(from.topic()));
              headers.add("partition", bytes(Integer.toString(from.partition())));
              headers.add("offset", bytes(Long.toString(from.offset())));
            });
    headers.add("error", bytes(error));
    return record.withHeaders(headers);
  }

  static String error(IllegalArgumentException reason) {
    return Objects.requireNonNull(Attacker.text(String.valueOf(reason.getMessage()), MAX_ERROR));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
