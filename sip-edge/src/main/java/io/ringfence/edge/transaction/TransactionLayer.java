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
///
/// Those whose sender has proved nothing get half of what there is, so that the rest is left for
/// whoever has, and each source of them a quarter of a sender's share: sources may be forged.
public final class TransactionLayer {

  private record ClientKey(String branch, String method) {}

  private static final int UNPROVEN_PART = 4;

  private final Outbound outbound;
  private final TimerWheel wheel;
  private final int max;
  private final int maxPerSender;
  private final Map<ServerKey, ServerTransaction> servers = new HashMap<>();
  private final Map<ClientKey, ClientTransaction> clients = new HashMap<>();
  private final Map<Sender, Integer> held = new HashMap<>();
  private int unproven;
  private long refused;
  private long refusedOfSenders;

  /// @param max transactions of both kinds
  /// @param maxPerSender of both kinds, of one who is not trusted
  public TransactionLayer(Outbound outbound, TimerWheel wheel, int max, int maxPerSender) {
    this.outbound = outbound;
    this.wheel = wheel;
    this.max = max;
    this.maxPerSender = maxPerSender;
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

  /// Whether a request repeats one being answered.
  public boolean has(SipRequest request, Peer peer) {
    return !servers.isEmpty() && servers.containsKey(ServerKey.of(request, peer));
  }

  /// The INVITE that a CANCEL is about.
  public @Nullable ServerTransaction cancelled(SipRequest cancel, Peer peer) {
    return servers.get(ServerKey.cancelled(cancel, peer));
  }

  /// Begins to answer a request; `null` when there are as many transactions as there may be, or as
  /// many of this sender.
  public @Nullable ServerTransaction begin(SipRequest request, Peer peer, Sender sender) {
    if (isFull(sender)) {
      return null;
    }
    var key = ServerKey.of(request, peer);
    var transaction =
        new ServerTransaction(
            key,
            request,
            answersTo(request, peer),
            sender.timings(peer.isConnected()),
            outbound,
            wheel,
            () -> ended(servers.remove(key), sender));
    servers.put(key, transaction);
    begun(sender);
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
  /// @param sender on whose behalf
  /// @return `null` when there are as many transactions as there may be, and nothing was sent
  public @Nullable ClientTransaction send(
      byte[] request,
      String branch,
      String method,
      Peer peer,
      Timings timings,
      Sender sender,
      ClientUser user) {
    if (isFull(sender)) {
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
            () -> ended(clients.remove(key), sender));
    clients.put(key, transaction);
    begun(sender);
    transaction.begin();
    return transaction;
  }

  private boolean isFull(Sender sender) {
    boolean isUnproven = sender instanceof Sender.Unproven;
    if (size() >= max || (isUnproven && unproven >= max / 2)) {
      refused++;
      return true;
    }
    int share = isUnproven ? Math.ceilDiv(maxPerSender, UNPROVEN_PART) : maxPerSender;
    if (held.getOrDefault(sender, 0) >= share) {
      refusedOfSenders++;
      return true;
    }
    return false;
  }

  private void begun(Sender sender) {
    switch (sender) {
      case Sender.Trusted() -> {}
      case Sender.OfAccount _, Sender.At _ -> held.merge(sender, 1, Integer::sum);
      case Sender.Unproven _ -> {
        held.merge(sender, 1, Integer::sum);
        unproven++;
      }
    }
  }

  /// @param transaction `null` when it had been ended before
  private void ended(@Nullable Object transaction, Sender sender) {
    if (transaction != null) {
      unproven -= sender instanceof Sender.Unproven ? 1 : 0;
      held.computeIfPresent(sender, (same, count) -> count == 1 ? null : count - 1);
    }
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

  /// How many were refused at the bound of all.
  public long refused() {
    return refused;
  }

  /// How many were refused at the bound of their sender.
  public long refusedOfSenders() {
    return refusedOfSenders;
  }

  /// Who has transactions and is not trusted.
  int senders() {
    return held.size();
  }
}
