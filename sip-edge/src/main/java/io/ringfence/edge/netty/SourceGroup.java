package io.ringfence.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.ringfence.contracts.net.IpAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Event loops of which each accepted connection gets the one of its source.
final class SourceGroup extends AbstractEventExecutorGroup implements EventLoopGroup {

  private final EventLoopGroup group;
  private final Steering steering;
  private final List<EventLoop> loops = new ArrayList<>();

  /// @param group of as many loops as are steered among
  SourceGroup(EventLoopGroup group, Steering steering) {
    this.group = group;
    this.steering = steering;
    group.forEach(loop -> loops.add((EventLoop) loop));
  }

  /// In the order of their numbers.
  List<EventLoop> loops() {
    return loops;
  }

  @Override
  public ChannelFuture register(Channel channel) {
    return loopOf(channel).register(channel);
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    return loopOf(promise.channel()).register(promise);
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // deprecated where it comes from
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    return register(promise);
  }

  private EventLoop loopOf(Channel channel) {
    var remote = channel instanceof SocketChannel connection ? connection.remoteAddress() : null;
    return remote == null ? next() : loops.get(steering.loop(IpAddress.of(remote.getAddress())));
  }

  @Override
  public EventLoop next() {
    return group.next();
  }

  @Override
  public Iterator<EventExecutor> iterator() {
    return group.iterator();
  }

  @Override
  public boolean isShuttingDown() {
    return group.isShuttingDown();
  }

  @Override
  public boolean isShutdown() {
    return group.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return group.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return group.awaitTermination(timeout, unit);
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    return group.shutdownGracefully(quietPeriod, timeout, unit);
  }

  @Override
  public Future<?> terminationFuture() {
    return group.terminationFuture();
  }

  @Override
  @Deprecated
  public void shutdown() {
    var _ = group.shutdownGracefully();
  }
}
