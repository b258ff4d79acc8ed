package io.ringfence.guard.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/// A store that may be away, refuse what is of one source, or be held up.
final class GivenStore implements HistoryStore {
  final List<Batch> written = new CopyOnWriteArrayList<>();
  final List<LocalDate> prepared = new ArrayList<>();
  final List<Instant> lost = new ArrayList<>();
  final List<Keep> kept = new ArrayList<>();
  final Map<UUID, Long> progress = new ConcurrentHashMap<>();
  CountDownLatch mayWrite = new CountDownLatch(0);
  int timesAway;
  boolean mayForget = true;
  String refused = "nobody";

  @Override
  public boolean hasSchema() {
    return true;
  }

  @Override
  public void prepare(LocalDate day) {
    prepared.add(day);
  }

  @Override
  public long begin(UUID topicId, String topic, int partition, long from, long end) {
    return progress.computeIfAbsent(topicId, id -> from);
  }

  @Override
  public void write(Batch batch) {
    await();
    if (timesAway-- > 0) {
      throw new IllegalStateException("away");
    }
    if (lines(List.of(batch)).anyMatch(line -> refused.equals(line.source()))) {
      throw new Refused(new IllegalArgumentException("refused"));
    }
    for (var move : batch.moves()) {
      assertThat(progress).containsEntry(move.topicId(), move.from());
      progress.put(move.topicId(), move.to());
    }
    written.add(batch);
  }

  private void await() {
    try {
      mayWrite.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int endLostCalls(Instant since, List<Place> written) {
    if (written.stream()
        .allMatch(place -> progress.getOrDefault(place.topicId(), 0L) >= place.next())) {
      lost.add(since);
    }
    return 0;
  }

  @Override
  public void forget(Keep since) {
    kept.add(since);
    if (!mayForget) {
      throw new IllegalStateException("somebody reads what is to be dropped");
    }
  }

  List<LogEntry> entries() {
    return written.stream().flatMap(batch -> batch.entries().stream()).toList();
  }

  long failures() {
    return lines(written).mapToLong(LogEntry::count).sum();
  }

  private static Stream<LogEntry> lines(List<Batch> batches) {
    return batches.stream()
        .flatMap(batch -> Stream.concat(batch.entries().stream(), batch.growing().stream()));
  }

  List<LogEntry> growing() {
    return written.stream().flatMap(batch -> batch.growing().stream()).toList();
  }
}
