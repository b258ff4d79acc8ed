package io.ringfence.edge.transaction;

import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.timer.TimerWheel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The transactions that there are (RFC 3261 §17). Not for several threads.
public final class TransactionLayer {

  private record ClientKey(String branch, String method) {}

  private final Outbound outbound;
  private final TimerWheel wheel;
  private final int max;
  private final Map<ServerKey, ServerTransaction> servers = new HashMap<>();
  private final Map<ClientKey, ClientTransaction> clients = new HashMap<>();
  private long refused;

  /// @param max transactions of both kinds
  public TransactionLayer(Outbound outbound, TimerWheel wheel, int max) {
    this.outbound = outbound;
    this.wheel = wheel;
    this.max = max;
  }

  /// Absorbs a request that repeats one being answered, or the ACK that ends one.
  public boolean absorbs(SipRequest request, Peer peer) {
    if (servers.isEmpty()) {
      return false;
    }
    var transaction = servers.get(ServerKey.of(request, peer));
    if (transaction == null) {
      return false;
    }
    if (request.method() == Method.ACK) {
      return transaction.acknowledged();
    }
    transaction.repeated();
    return true;
  }

  /// The INVITE that a CANCEL is about.
  public @Nullable ServerTransaction cancelled(SipRequest cancel, Peer peer) {
    return servers.get(ServerKey.cancelled(cancel, peer));
  }

  /// Begins to answer a request; `null` when there are as many transactions as there may be.
  public @Nullable ServerTransaction begin(SipRequest request, Peer peer) {
    if (isFull()) {
      return null;
    }
    var key = ServerKey.of(request, peer);
    var transaction =
        new ServerTransaction(
            key,
            request,
            answersTo(request, peer),
            Timings.of(peer.isConnected()),
            outbound,
            wheel,
            () -> servers.remove(key));
    servers.put(key, transaction);
    return transaction;
  }

  /// Where responses go (RFC 3261 §18.2.2, RFC 3581 §4): always to the source's address.
  private static Peer answersTo(SipRequest request, Peer peer) {
    return peer.isConnected() || request.via().hasRport()
        ? peer
        : new Peer(
            peer.address(), request.via().responsePort(), peer.transport(), peer.connection());
  }

  /// Sends a request.
  ///
  /// @param branch of its topmost Via, unique
  /// @param timings of this request
  /// @return `null` when there are as many transactions as there may be, and nothing was sent
  public @Nullable ClientTransaction send(
      byte[] request, String branch, String method, Peer peer, Timings timings, ClientUser user) {
    if (isFull()) {
      return null;
    }
    long now = wheel.now();
    var key = new ClientKey(branch, method);
    var transaction =
        new ClientTransaction(
            request,
            peer,
            method.equals("INVITE")
                ? InviteClient.begin(timings, now)
                : NonInviteClient.begin(timings, now),
            user,
            outbound,
            wheel,
            () -> clients.remove(key));
    clients.put(key, transaction);
    transaction.begin();
    return transaction;
  }

  private boolean isFull() {
    if (size() < max) {
      return false;
    }
    refused++;
    return true;
  }

  /// Takes a response to a request that was sent (§17.1.3).
  ///
  /// @return whether there is such a request
  public boolean receive(SipResponse response) {
    String branch = response.via().branch();
    var transaction =
        branch == null ? null : clients.get(new ClientKey(branch, response.cseq().method()));
    if (transaction == null) {
      return false;
    }
    transaction.received(response);
    return true;
  }

  /// Whether a final response is still to be given. What is only kept for repetitions is over.
  public boolean hasOpen() {
    return servers.values().stream().anyMatch(ServerTransaction::isOpen);
  }

  public int size() {
    return servers.size() + clients.size();
  }

  /// How many were refused at the bound.
  public long refused() {
    return refused;
  }
}
