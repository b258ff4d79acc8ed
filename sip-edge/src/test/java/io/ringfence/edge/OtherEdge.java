package io.ringfence.edge;

import io.ringfence.edge.registrar.Bindings;
import io.ringfence.edge.uas.Recorded;
import java.time.InstantSource;
import java.util.Optional;

/// A second edge in the same process, as far as its decisions go.
public final class OtherEdge {

  private OtherEdge() {}

  /// @param bindings where it tells of its bindings
  public static Core core(SipConfig config, String name, String secretKey, Bindings bindings) {
    var silent = new Recorded();
    var node = new Node(Optional.of(name), Optional.of(secretKey));
    var clock = InstantSource.system();
    return new Core(config, node, new Readiness(), bindings, silent, silent, new OneLoop(), clock);
  }
}
