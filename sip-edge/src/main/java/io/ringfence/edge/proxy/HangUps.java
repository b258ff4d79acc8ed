package io.ringfence.edge.proxy;

import io.ringfence.edge.call.Dialog;
import io.ringfence.edge.call.Party;
import io.ringfence.edge.call.Side;
import io.ringfence.edge.sip.DialogWriter;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Route;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.transaction.Sender;
import io.ringfence.edge.transaction.Timings;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Ends dialogs from here: each side gets a BYE in the other's name (RFC 3261 §15.1.1), by the way
/// that the other's own requests would take. Not for several threads.
final class HangUps {

  /// What phones may show (RFC 3326).
  static final String REASON = "SIP;cause=480;text=\"Ended by the operator\"";

  private final Plumbing plumbing;
  private final Location location;
  private final DialogWriter writer = new DialogWriter();

  HangUps(Plumbing plumbing, Location location) {
    this.plumbing = plumbing;
    this.location = location;
  }

  Instant now() {
    return Instant.ofEpochMilli(plumbing.wheel().now());
  }

  /// Tells both sides.
  void end(String callId, Dialog dialog) {
    bye(callId, dialog, Side.CALLER);
    bye(callId, dialog, Side.CALLEE);
  }

  /// An answer that comes too late: it is acknowledged, and the callee told that it is over.
  ///
  /// @param isNew whether it has not been told yet
  void dismiss(SipRequest invite, Dialog dialog, boolean isNew) {
    var callee = dialog.callee();
    var target = target(callee);
    if (target != null) {
      var ack =
          request("ACK", dialog, Side.CALLEE, target, invite.callId(), sequence(invite), null);
      locate(target, servers -> acknowledge(ack, target, servers));
    }
    if (isNew) {
      bye(invite.callId(), dialog, Side.CALLEE);
    }
  }

  private static long sequence(SipRequest invite) {
    return invite.cseq().number();
  }

  private void acknowledge(DialogWriter.Request ack, Target target, List<Peer> servers) {
    if (!servers.isEmpty()) {
      reach(
          target,
          servers.getFirst(),
          server -> {
            if (server != null) {
              String via = plumbing.here().via(server, plumbing.loops().branch());
              var _ = plumbing.outbound().send(writer.write(ack, via), server);
            }
          });
    }
  }

  private void reach(Target target, Peer server, Consumer<@Nullable Peer> whenOpen) {
    if (target.flow() == null) {
      plumbing.outbound().connect(server, target.next().host(), whenOpen);
    } else {
      whenOpen.accept(server);
    }
  }

  private void bye(String callId, Dialog dialog, Side to) {
    var target = target(dialog.of(to));
    if (target != null) {
      long number = Math.max(0, dialog.of(to.other()).sequence()) + 1;
      var bye = request("BYE", dialog, to, target, callId, number, REASON);
      locate(target, servers -> new Bye(target, servers, bye).tryNext());
    }
  }

  private static DialogWriter.Request request(
      String method,
      Dialog dialog,
      Side to,
      Target target,
      String callId,
      long number,
      @Nullable String reason) {
    return new DialogWriter.Request(
        method,
        target.uri(),
        target.routes(),
        dialog.of(to.other()).identity(),
        dialog.of(to).identity(),
        callId,
        number,
        reason);
  }

  private @Nullable Target target(Party party) {
    var uri = party.target();
    if (uri == null) {
      return null;
    }
    var flow = party.flow();
    boolean isGone = flow != null && !plumbing.outbound().isOpen(flow);
    var present = isGone ? location.flow(uri, plumbing.outbound()::isOpen, now()) : null;
    return new Routed(uri, List.<Route>copyOf(party.routes()))
        .target(present == null ? flow : present);
  }

  private void locate(Target target, Consumer<List<Peer>> whenKnown) {
    var flow = target.flow();
    if (flow != null) {
      whenKnown.accept(List.of(flow));
    } else {
      plumbing.locator().locate(target.next(), whenKnown);
    }
  }

  /// A BYE on its way, over the servers one after the other. What it is answered changes nothing.
  private final class Bye extends Unheard {

    private final Target target;
    private final List<Peer> servers;
    private final DialogWriter.Request request;
    private int next;

    Bye(Target target, List<Peer> servers, DialogWriter.Request request) {
      this.target = target;
      this.servers = servers;
      this.request = request;
    }

    void tryNext() {
      if (next < servers.size()) {
        reach(target, servers.get(next++), this::send);
      }
    }

    private void send(@Nullable Peer server) {
      if (server == null) {
        tryNext();
        return;
      }
      String branch = plumbing.loops().branch();
      byte[] message = writer.write(request, plumbing.here().via(server, branch));
      var timings = Timings.of(server.isConnected());
      plumbing
          .transactions()
          .send(message, branch, "BYE", server, timings, new Sender.Trusted(), this);
    }

    @Override
    public void failed(Failure failure) {
      tryNext();
    }
  }
}
