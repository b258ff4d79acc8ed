package io.ringfence.guard.history;

import java.time.Instant;
import java.time.LocalDate;

/// Where history is kept. Every call may fail for a while, and is then made again.
public interface HistoryStore {

  /// Whether the tables are there; admin-api makes them.
  boolean hasSchema();

  /// Makes what the entries of that day need.
  void prepare(LocalDate day);

  /// Adds all of it or nothing. What is there already stays as it is; a block's row never goes back
  /// from its end to its beginning.
  ///
  /// @throws Refused when the data itself is the reason, so that trying again is useless
  void write(Batch batch);

  /// Ends the calls that nothing was heard of since then: their edge is gone.
  ///
  /// @return how many
  int endLostCalls(Instant since);

  /// Forgets the calls that began before.
  void forgetCalls(Instant before);

  /// Data that the store does not take.
  final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Refused(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
