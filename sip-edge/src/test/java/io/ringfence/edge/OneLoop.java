package io.ringfence.edge;

import io.ringfence.edge.resolve.FakeNames;
import io.ringfence.edge.resolve.Names;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Wire;
import java.time.Duration;
import java.util.List;

/// The one thread that a test is.
final class OneLoop implements EventLoops, EventLoops.Loop {

  private final Wire wire = new Wire();
  private final FakeNames names = new FakeNames();

  @Override
  public List<OneLoop> all() {
    return List.of(this);
  }

  @Override
  public void run(Runnable task) {
    task.run();
  }

  @Override
  public void every(Duration period, Runnable task) {
    throw new UnsupportedOperationException("time is the test's");
  }

  @Override
  public Outbound outbound() {
    return wire;
  }

  @Override
  public Names names() {
    return names;
  }
}
