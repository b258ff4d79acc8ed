package io.ringfence.guard.history;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/// A batch on its way into the store, by a thread of its own: meanwhile the next one is read.
/// Confined to one thread otherwise.
final class Underway {

  private final Batch batch;
  private final HistoryStore store;
  private @Nullable FutureTask<@Nullable Void> first;

  private Underway(Batch batch, HistoryStore store, FutureTask<@Nullable Void> first) {
    this.batch = batch;
    this.store = store;
    this.first = first;
  }

  static Underway begin(Batch batch, HistoryStore store) {
    var task = new FutureTask<@Nullable Void>(() -> store.write(batch), null);
    Thread.ofVirtual().name("history-write").start(task);
    return new Underway(batch, store, task);
  }

  /// Waits for what has begun. If that has failed, each further call tries once more.
  ///
  /// @throws RuntimeException what the store has thrown
  void end() {
    var begun = first;
    first = null;
    if (begun == null) {
      store.write(batch);
    } else {
      await(begun);
    }
  }

  private static void await(FutureTask<@Nullable Void> task) {
    try {
      task.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  Batch batch() {
    return batch;
  }
}
