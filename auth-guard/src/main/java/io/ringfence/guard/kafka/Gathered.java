package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.guard.detect.Finding;
import io.ringfence.guard.detect.FindingCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/// What the states of one task say to those that other tasks keep. Of a flood of strangers each has
/// two findings, and as records of their own these cost more than all the rest; so those that go to
/// the same partition are gathered for some milliseconds into one. After a pause the first go at
/// once, and so does what blocks somebody. Confined to the task's thread.
final class Gathered {

  /// Takes a record.
  interface Sink {

    /// @param key the number of the partition it goes to
    void send(String key, byte[] value);
  }

  /// So many are sent however short they have waited.
  private static final int MOST = 500;

  private final List<List<Finding>> waiting;
  private final long gatherMillis;
  private final Sink sink;
  private int count;
  private boolean isUrgent;
  private long sentAt;

  /// @param partitions of topic `findings`
  /// @param gather how long they wait for company
  Gathered(int partitions, Duration gather, Sink sink) {
    this.waiting = IntStream.range(0, partitions).mapToObj(Gathered::none).toList();
    this.gatherMillis = gather.toMillis();
    this.sink = sink;
  }

  private static List<Finding> none(int partition) {
    return new ArrayList<>();
  }

  void add(Finding finding) {
    waiting.get(partition(finding.about().value(), waiting.size())).add(finding);
    isUrgent |= finding.kind() == Finding.Kind.VERDICT;
    count++;
  }

  /// Sends what has waited long enough.
  void sendIfDue(long nowMillis) {
    if (count > 0 && (isUrgent || count >= MOST || nowMillis - sentAt >= gatherMillis)) {
      sentAt = nowMillis;
      sendAll();
    }
  }

  /// Sends all there is.
  void sendAll() {
    for (int i = 0; count > 0 && i < waiting.size(); i++) {
      var those = waiting.get(i);
      if (!those.isEmpty()) {
        sink.send(Integer.toString(i), FindingCodec.write(those, Json::write));
        those.clear();
      }
    }
    count = 0;
    isUrgent = false;
  }

  /// Where a record with this key is, as all of Kafka's producers have it.
  static int partition(String key, int partitions) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }

  /// To the partition that is the record's key.
  static Optional<Set<Integer>> partitions(String topic, String key, byte[] value, int partitions) {
    return Optional.of(Set.of(Integer.parseInt(key)));
  }
}
