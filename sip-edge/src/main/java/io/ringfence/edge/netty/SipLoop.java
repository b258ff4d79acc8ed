package io.ringfence.edge.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/// The one thread that SIP runs on: sockets, fuse, registrar, transactions. Nothing on it waits.
///
/// One thread, because a registration costs some ten microseconds, most of them the kernel's; a
/// second receiver on the same machine costs more in wake-ups than it brings, and the fuse would
/// need a lock.
@Singleton
public class SipLoop {

  private static final Logger LOG = Logger.getLogger(SipLoop.class);
  private static final int PAGE = 8_192;
  private static final int CHUNK_ORDER = 9;

  private final EventLoopGroup group;

  /// With chunks of 4 MiB. Quarkus makes the default allocator's so small that the buffer a batch
  /// of datagrams is read into would be allocated, and cleared, for each batch.
  private final ByteBufAllocator allocator =
      new PooledByteBufAllocator(true, 0, 1, PAGE, CHUNK_ORDER, 256, 64, true);

  SipLoop() {
    var threads = new DefaultThreadFactory("sip", true);
    this.group =
        Epoll.isAvailable()
            ? new EpollEventLoopGroup(1, threads)
            : new NioEventLoopGroup(1, threads);
  }

  EventLoopGroup group() {
    return group;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  boolean isNative() {
    return group instanceof EpollEventLoopGroup;
  }

  /// Runs a task on the loop, soon and in order.
  public void run(Runnable task) {
    group.next().execute(task);
  }

  /// What a task says that is run on the loop.
  ///
  /// @throws TimeoutException when the loop does not come to it
  <T> T call(Callable<T> task, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return group.next().submit(task).get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Runs a task on the loop again and again, also after it has failed once.
  public void every(Duration period, Runnable task) {
    long millis = period.toMillis();
    var _ =
        group
            .next()
            .scheduleWithFixedDelay(() -> attempt(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a periodic task has failed and goes on", e);
    }
  }

  @PreDestroy
  void stop() {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
