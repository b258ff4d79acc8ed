package io.ringfence.edge;

import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.digest.NonceCounts;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.load.Intake;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.uas.UserAgentServer;
import java.util.function.Consumer;

/// What one event loop decides with: all that is of the sources whose messages it is brought. For
/// this loop only, but for [#run] and the numbers that metrics read.
public final class Worker {

  private final EventLoops.Loop loop;
  private final Intake intake;
  private final Fuse fuse;
  private final NonceCounts nonceCounts;
  private final TimerWheel wheel;
  private final Proxy proxy;
  private final UserAgentServer server;

  Worker(
      EventLoops.Loop loop,
      Intake intake,
      Fuse fuse,
      NonceCounts nonceCounts,
      TimerWheel wheel,
      Proxy proxy,
      UserAgentServer server) {
    this.loop = loop;
    this.intake = intake;
    this.fuse = fuse;
    this.nonceCounts = nonceCounts;
    this.wheel = wheel;
    this.proxy = proxy;
    this.server = server;
  }

  /// Does something with the worker on its loop, soon and in order. For any thread.
  public void run(Consumer<Worker> task) {
    loop.run(() -> task.accept(this));
  }

  /// Takes a response that came to another loop. For any thread.
  void handed(SipResponse response, Transport transport) {
    loop.run(() -> server.receive(response, transport));
  }

  /// Fires the timers that are due. To be called every [TimerWheel#TICK_MILLIS].
  public void tick(long nowMillis) {
    wheel.advance(nowMillis);
  }

  /// For any thread.
  public Intake intake() {
    return intake;
  }

  /// Sends messages at any time.
  public Outbound outbound() {
    return loop.outbound();
  }

  public Fuse fuse() {
    return fuse;
  }

  public NonceCounts nonceCounts() {
    return nonceCounts;
  }

  public Proxy proxy() {
    return proxy;
  }

  public UserAgentServer server() {
    return server;
  }
}
