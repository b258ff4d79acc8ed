package io.ringfence.edge.netty;

import io.netty.channel.EventLoop;
import io.ringfence.edge.EventLoops;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/// A thread that SIP runs on: sockets, fuse, transactions of its sources. Nothing on it waits.
final class SipLoop implements EventLoops.Loop {

  private static final Logger LOG = Logger.getLogger(SipLoop.class);

  private final EventLoop thread;
  private final Flows flows;
  private final Connections connections;
  private final Dns names;

  /// @param thread Netty's
  SipLoop(EventLoop thread, Flows flows, Connections connections, Dns names) {
    this.thread = thread;
    this.flows = flows;
    this.connections = connections;
    this.names = names;
  }

  EventLoop thread() {
    return thread;
  }

  Connections connections() {
    return connections;
  }

  @Override
  public Flows outbound() {
    return flows;
  }

  @Override
  public Dns names() {
    return names;
  }

  @Override
  public void run(Runnable task) {
    thread.execute(task);
  }

  /// What a task says that is run on the loop.
  ///
  /// @throws TimeoutException when the loop does not come to it
  <T> T call(Callable<T> task, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return thread.submit(task).get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void every(Duration period, Runnable task) {
    long millis = period.toMillis();
    var _ =
        thread.scheduleWithFixedDelay(() -> attempt(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a periodic task has failed and goes on", e);
    }
  }
}
