package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.Peer;

/// A request passed on without a transaction: the ACK to a 2xx (RFC 3261 §16.11).
record Pass(Forwarded forwarded, Plumbing plumbing) {

  void to(Target target) {
    var flow = target.flow();
    if (flow != null) {
      send(target, flow);
      return;
    }
    plumbing
        .locator()
        .locate(
            target.next(),
            servers -> {
              if (!servers.isEmpty()) {
                connect(target, servers.getFirst());
              }
            });
  }

  private void connect(Target target, Peer next) {
    plumbing
        .outbound()
        .connect(
            next,
            target.next().host(),
            open -> {
              if (open != null) {
                send(target, open);
              }
            });
  }

  private void send(Target target, Peer next) {
    String branch = plumbing.loops().branch(forwarded.request());
    var edits = forwarded.edits(target, next, branch, plumbing);
    byte[] message = plumbing.writer().request(forwarded.request(), edits, forwarded.source());
    plumbing.outbound().send(message, next);
  }
}
