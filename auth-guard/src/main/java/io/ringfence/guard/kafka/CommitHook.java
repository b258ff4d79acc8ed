package io.ringfence.guard.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/// Says when a commit is about to begin: what a processor has kept back until then is in its stores
/// and on its topics before the input is committed that it follows from.
///
/// A thread commits its tasks one after another, and waits after each until what it has sent is
/// acknowledged. So the first of them has all the others write too, and there is one such wait, not
/// six, with more in each request.
///
/// It is a store with nothing in it, for Kafka Streams has no other way to be told: it asks its own
/// caches to let go of what they hold, and this is one. The two internal types are those that they
/// are made of; `GuardTopologyTest` and `RestartTest` fail should it not be asked any more.
final class CommitHook implements StateStore, CachedStateStore<Object, Object> {

  static final String NAME = "commit-hook";

  /// Of the tasks of this thread.
  private static final ThreadLocal<Set<CommitHook>> OF_THREAD =
      ThreadLocal.withInitial(CopyOnWriteArraySet::new);

  private boolean open;
  private Runnable action = () -> {};
  private Set<CommitHook> together = Set.of();

  /// Of the processor that is being initialised, with its context: whatever it forwards comes from
  /// it.
  void before(ProcessorContext<?, ?> context, Runnable commit) {
    var internal = (InternalProcessorContext<?, ?>) context;
    var node = internal.currentNode();
    action =
        () -> {
          var current = internal.currentNode();
          internal.setCurrentNode(node);
          try {
            commit.run();
          } finally {
            internal.setCurrentNode(current);
          }
        };
    together = OF_THREAD.get();
    together.add(this);
  }

  /// The processor is gone.
  void detach() {
    together.remove(this);
    together = Set.of();
    action = () -> {};
  }

  @Override
  public void flushCache() {
    together.forEach(hook -> hook.action.run());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void flush() {
    // it has nothing of its own
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean setFlushListener(
      @Nullable CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public void clearCache() {
    // what was kept back is the processor's
  }

  /// Makes one for each task.
  static final class Builder implements StoreBuilder<CommitHook> {

    @Override
    public StoreBuilder<CommitHook> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitHook> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("there is nothing to log");
    }

    @Override
    public StoreBuilder<CommitHook> withLoggingDisabled() {
      return this;
    }

    @Override
    public CommitHook build() {
      return new CommitHook();
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }

    @Override
    public String name() {
      return NAME;
    }
  }
}
