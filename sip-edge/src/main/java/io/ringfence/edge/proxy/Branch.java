package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.sip.ForwardWriter.Edits;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Route;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.transaction.ClientTransaction;
import io.ringfence.edge.transaction.ClientUser;
import io.ringfence.edge.transaction.Sender;
import io.ringfence.edge.transaction.Timings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request on its way to one target: over its servers one after the other (RFC 3263 §4.3), or the
/// flows of its phone (RFC 5626 §7), until one answers. Not for several threads.
final class Branch implements ClientUser {

  private static final long CANCEL_LINGER_MILLIS = 32_000;

  /// What a datagram may have (RFC 3261 §18.1.1): a larger request goes by TCP, as far as the
  /// server takes connections.
  private static final int MAX_DATAGRAM = 1_300;

  private final ResponseContext context;
  private final Forwarded forwarded;
  private final Plumbing plumbing;
  private final Deque<Peer> servers = new ArrayDeque<>();
  private final Set<SipUri> deferred = new HashSet<>();
  private Target target;
  private @Nullable Peer server;
  private @Nullable Peer way;
  private @Nullable Edits edits;
  private String branch = "";
  private @Nullable ClientTransaction transaction;
  private TimerWheel.@Nullable Timer timerC;
  private @Nullable SipResponse response;
  private int status;
  private boolean isRinging;
  private boolean isCancelled;
  private boolean isCancelSent;

  Branch(ResponseContext context, Forwarded forwarded, Target target, Plumbing plumbing) {
    this.context = context;
    this.forwarded = forwarded;
    this.target = target;
    this.plumbing = plumbing;
  }

  void begin() {
    var flow = target.flow();
    if (flow != null) {
      located(List.of(flow));
    } else {
      plumbing.locator().locate(target.next(), this::located);
    }
  }

  /// Servers that did not answer lately wait until the alternatives have been tried.
  private void located(List<Peer> found) {
    var other = target.otherwise();
    boolean isSuspect = found.stream().allMatch(plumbing.locator()::isSuspect);
    if (other != null && isSuspect && !isCancelled && deferred.add(target.next())) {
      target =
          other
              .before(new Target(target.uri(), target.routes(), null, target.next()))
              .sparing(target.spare());
      begin();
      return;
    }
    servers.addAll(found);
    tryNext(Status.SERVICE_UNAVAILABLE);
  }

  private void tryNext(Status otherwise) {
    var next = isCancelled ? null : servers.poll();
    var other = target.otherwise();
    if (next != null) {
      send(next);
    } else if (other != null && !isCancelled) {
      target = other.sparing(target.spare());
      begin();
    } else {
      tryNextFlow(otherwise);
    }
  }

  /// The phone has not heard of the request: it may by another flow.
  private void tryNextFlow(Status otherwise) {
    var spare = isCancelled ? null : target.spare();
    if (spare == null) {
      end((isCancelled ? Status.REQUEST_TERMINATED : otherwise).code(), null);
    } else {
      servers.clear();
      isRinging = false;
      target = spare;
      begin();
    }
  }

  private void send(Peer next) {
    server = next;
    if (target.flow() != null) {
      send(next, message(next));
      return;
    }
    if (next.isConnected()) {
      connect(next, this::refused);
      return;
    }
    byte[] message = message(next);
    if (message.length > MAX_DATAGRAM) {
      connect(
          new Peer(next.address(), next.port(), Transport.TCP), () -> send(next, message(next)));
    } else {
      send(next, message);
    }
  }

  private void refused() {
    failed(Failure.TRANSPORT);
  }

  private void connect(Peer next, Runnable otherwise) {
    plumbing
        .outbound()
        .connect(
            next,
            target.next().host(),
            open -> {
              if (isEnded()) {
                return;
              }
              if (isCancelled) {
                end(Status.REQUEST_TERMINATED.code(), null);
              } else if (open == null) {
                otherwise.run();
              } else {
                send(open, message(open));
              }
            });
  }

  private byte[] message(Peer next) {
    branch = plumbing.loops().branch(forwarded.request());
    edits = forwarded.edits(target, next, branch, plumbing);
    return plumbing.writer().request(forwarded.request(), edits, forwarded.source());
  }

  private void send(Peer next, byte[] message) {
    way = next;
    restartTimerC();
    String method = forwarded.request().methodName();
    var sent =
        plumbing
            .transactions()
            .send(message, branch, method, next, timings(next), forwarded.sender(), this);
    if (sent == null) {
      end(Status.SERVICE_UNAVAILABLE.code(), null);
    } else if (next.equals(way)) {
      transaction = sent;
    }
  }

  /// Who has others to try does not wait for one that is silent.
  private Timings timings(Peer next) {
    var usual = forwarded.sender().timings(next.isConnected());
    return target.flow() == null || target.spare() != null
        ? usual.withPatience(plumbing.settings().upstreamPatience().toMillis())
        : usual;
  }

  private void restartTimerC() {
    stopTimerC();
    if (forwarded.isInvite()) {
      long at = plumbing.wheel().now() + plumbing.settings().timerC().toMillis();
      timerC = plumbing.wheel().start(at, this::ringsTooLong);
    }
  }

  private void stopTimerC() {
    if (timerC != null) {
      timerC.stop();
    }
  }

  /// Timer C (§16.8).
  private void ringsTooLong() {
    if (isRinging) {
      cancel();
    } else {
      giveUp(Status.REQUEST_TIMEOUT);
    }
  }

  private void giveUp(Status as) {
    if (transaction != null) {
      transaction.abandon();
    }
    end(as.code(), null);
  }

  @Override
  public void received(SipResponse received) {
    context.received(received);
    if (!received.hasFurtherVia()) {
      misled(received);
    } else if (received.isProvisional()) {
      provisional(received);
    } else if (received.isSuccess()) {
      end(received.status(), received);
      context.succeeded(this, received);
    } else if (received.status() == Status.SERVICE_UNAVAILABLE.code() && hasMore()) {
      hasFailed();
      tryNext(Status.SERVICE_UNAVAILABLE);
    } else if (isOfFlow(received)) {
      tryNextFlow(Status.TEMPORARILY_UNAVAILABLE);
    } else {
      end(received.status(), received);
    }
  }

  /// Whether a response says something of the way to the phone, and not of the phone. Callers are
  /// never told of flows (RFC 5626 §7).
  private boolean isOfFlow(SipResponse received) {
    return (received.status() == Status.FLOW_FAILED.code() && forwarded.escort() == null)
        || (received.status() == Status.REQUEST_TIMEOUT.code() && target.spare() != null);
  }

  /// A response that has lost the way back is not passed on.
  private void misled(SipResponse received) {
    if (!received.isProvisional()) {
      end(Status.SERVER_INTERNAL_ERROR.code(), null);
    }
  }

  private boolean hasMore() {
    return !servers.isEmpty() || target.otherwise() != null;
  }

  private void provisional(SipResponse received) {
    isRinging = true;
    if (received.status() > Status.TRYING.code()) {
      context.provisional(this, received);
      if (!isCancelled) {
        restartTimerC();
      }
    }
    if (isCancelled) {
      sendCancel();
    }
  }

  @Override
  public void failed(Failure failure) {
    hasFailed();
    tryNext(
        switch (failure) {
          case TIMEOUT -> Status.REQUEST_TIMEOUT;
          case TRANSPORT ->
              target.flow() == null ? Status.SERVICE_UNAVAILABLE : Status.TEMPORARILY_UNAVAILABLE;
        });
  }

  private void hasFailed() {
    if (server != null && target.flow() == null) {
      plumbing.locator().failed(server);
    }
    server = null;
    way = null;
    transaction = null;
  }

  /// Takes the invitation back, as soon as that may be said (§9.1).
  void cancel() {
    if (isEnded() || isCancelled) {
      return;
    }
    isCancelled = true;
    if (isRinging) {
      sendCancel();
    }
  }

  private void sendCancel() {
    var peer = way;
    var changes = edits;
    if (isCancelSent || peer == null || changes == null) {
      return;
    }
    isCancelSent = true;
    // Who may have no more transactions may still end those that there are.
    stopTimerC();
    long at = plumbing.wheel().now() + CANCEL_LINGER_MILLIS;
    timerC = plumbing.wheel().start(at, () -> giveUp(Status.REQUEST_TERMINATED));
    byte[] message = plumbing.writer().cancel(forwarded.request(), changes);
    plumbing
        .transactions()
        .send(
            message,
            branch,
            "CANCEL",
            peer,
            Timings.of(peer.isConnected()),
            new Sender.Trusted(),
            new Unheard());
  }

  @Override
  public byte[] ack(SipResponse answered) {
    if (edits == null) {
      throw new IllegalStateException("a response to a request that was not sent");
    }
    return plumbing.writer().ack(forwarded.request(), edits, answered);
  }

  private void end(int with, @Nullable SipResponse received) {
    if (isEnded()) {
      return;
    }
    stopTimerC();
    status = with;
    response = received;
    context.ended(this);
  }

  /// The way to the phone; `null` for a server.
  @Nullable Peer flow() {
    return target.flow();
  }

  /// Whether a value of Record-Route is one that this request was sent with.
  boolean hasRecorded(Route value) {
    String user = value.uri().user();
    return edits != null
        && user != null
        && edits.recordRoutes().stream().anyMatch(own -> own.contains(':' + user + '@'));
  }

  boolean isEnded() {
    return status != 0;
  }

  int status() {
    return status;
  }

  /// The final response; `null` when the status is our own.
  @Nullable SipResponse response() {
    return response;
  }
}
