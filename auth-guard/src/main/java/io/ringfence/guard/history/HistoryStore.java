package io.ringfence.guard.history;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// Where history is kept. Every call may fail for a while, and is then made again.
public interface HistoryStore {

  /// Whether the tables are there; admin-api makes them.
  boolean hasSchema();

  /// Makes what the entries of that day need.
  void prepare(LocalDate day);

  /// How far a partition has been written.
  ///
  /// @param from where it begins if nothing has been yet
  /// @param end where it ends now; what was written beyond is not there any more
  /// @return the first offset that has not been written
  long begin(UUID topicId, String topic, int partition, long from, long end);

  /// Adds all of it and moves on through the partitions, or does nothing. A batch that has been
  /// written already changes nothing. Entries that are there already stay as they are; a block's
  /// row never goes back from its end to its beginning.
  ///
  /// @throws Refused when the data itself is the reason, so that trying again is useless
  /// @throws Overtaken when somebody else has moved on through one of the partitions
  void write(Batch batch);

  /// Ends the calls that nothing was heard of since then: their edge is gone. Does nothing unless
  /// all is written up to these places, by whichever instance: what is late is not lost.
  ///
  /// @return how many
  int endLostCalls(Instant since, List<Place> written);

  /// Forgets some of what is older than history is kept.
  void forget(Keep since);

  /// A place in one partition of a topic.
  ///
  /// @param topicId Kafka's id of the topic
  /// @param next the first offset behind it
  record Place(UUID topicId, int partition, long next) {}

  /// From when on history is kept.
  ///
  /// @param log the first day of the security log
  /// @param blocks the first end of a block
  /// @param calls the first beginning of a call
  record Keep(LocalDate log, Instant blocks, Instant calls) {}

  /// Data that the store does not take.
  final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Refused(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// Another instance writes what this one was about to write.
  final class Overtaken extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Overtaken(String message) {
      super(message);
    }
  }
}
