package io.ringfence.edge;

import io.ringfence.edge.registrar.Bindings;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.uas.Recorded;
import java.time.InstantSource;
import java.util.Optional;

/// A second edge in the same process, as far as its decisions go.
public final class OtherEdge {

  /// Whom this edge sends to is nobody.
  private static final class Unreachable implements Outbound {

    @Override
    public boolean send(byte[] message, Peer peer) {
      return false;
    }

    @Override
    public boolean isOpen(Peer peer) {
      return false;
    }
  }

  private OtherEdge() {}

  /// @param bindings where it tells of its bindings
  public static Core core(SipConfig config, String name, String secretKey, Bindings bindings) {
    var silent = new Recorded();
    return new Core(
        config,
        new Node(Optional.of(name), Optional.of(secretKey)),
        new Readiness(),
        bindings,
        silent,
        silent,
        new Unreachable(),
        InstantSource.system());
  }
}
