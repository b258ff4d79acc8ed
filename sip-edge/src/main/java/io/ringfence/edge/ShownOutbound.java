package io.ringfence.edge;

import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.uas.Capture;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A way out that somebody looks at.
record ShownOutbound(Outbound outbound, Capture capture, InstantSource clock) implements Outbound {

  @Override
  public boolean send(byte[] message, Peer peer) {
    boolean isSent = outbound.send(message, peer);
    if (isSent) {
      capture.sent(message, peer, clock.instant());
    }
    return isSent;
  }

  @Override
  public void connect(Peer server, String domain, Consumer<@Nullable Peer> whenOpen) {
    outbound.connect(server, domain, whenOpen);
  }

  @Override
  public boolean isOpen(Peer peer) {
    return outbound.isOpen(peer);
  }

  @Override
  public String sentBy(Peer peer) {
    return outbound.sentBy(peer);
  }

  @Override
  public boolean isHere(String host, int port) {
    return outbound.isHere(host, port);
  }
}
