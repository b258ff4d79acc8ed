package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.resolve.Locator;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.ForwardWriter;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.ResponseWriter;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.transaction.Sender;
import io.ringfence.edge.transaction.TransactionLayer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// The stateful proxy (RFC 3261 §16). Only what is forwarded has state; what is refused is answered
/// as it came. Not for several threads.
public final class Proxy {

  /// What the proxies of all event loops have in common.
  ///
  /// @param flowKey for HmacSHA256, seals our Record-Route values
  /// @param loopSeed of the hashes that loops are found by
  public record Secrets(SecretKey flowKey, long loopSeed) {}

  private final Plumbing plumbing;
  private final Location location;
  private final Upstreams upstreams;
  private final Routing routing;
  private final CallTracking tracking;
  private final Siblings siblings;
  private final PbxProbe probe;

  /// @param upstreams when a PBX owns the accounts, the PBX
  /// @param random cannot be foretold
  public Proxy(
      Domain domain,
      ProxySettings settings,
      List<SipUri> upstreams,
      Accounts accounts,
      Registrar registrar,
      CallControl calls,
      Outbound outbound,
      Locator locator,
      TimerWheel wheel,
      Siblings siblings,
      Secrets secrets,
      RandomGenerator random) {
    var here = new Here(domain, outbound);
    this.siblings = siblings;
    this.upstreams = new Upstreams(upstreams, locator);
    var handovers = new Handovers(registrar, secrets.flowKey());
    this.location = new Location(accounts, registrar, handovers, settings.maxTargets());
    this.plumbing =
        new Plumbing(
            here,
            new Loops(here, siblings.own(), secrets.loopSeed(), random),
            new FlowTokens(secrets.flowKey()),
            handovers,
            new TransactionLayer(
                outbound, wheel, settings.maxTransactions(), settings.maxTransactionsPerSender()),
            wheel,
            outbound,
            locator,
            new ForwardWriter(),
            new ResponseWriter(random.nextLong()),
            settings);
    this.probe = new PbxProbe(plumbing, upstreams, random);
    var how = settings.returnRoute();
    var pbx =
        how == null
            ? null
            : new PbxRouting(
                plumbing,
                this.upstreams,
                location,
                new ReturnRoutes(registrar, secrets.flowKey()),
                how);
    this.routing = new Routing(plumbing, this.upstreams, location, accounts, calls, pbx);
    this.tracking = new CallTracking(calls, plumbing, location);
  }

  /// Absorbs a request that repeats one being forwarded, and the ACK to a response that was not
  /// 2xx.
  public boolean absorbs(SipRequest request, Peer peer) {
    return plumbing.transactions().absorbs(request, peer);
  }

  /// Whether a request repeats one being forwarded. Nothing comes of asking.
  public boolean isUnderWay(SipRequest request, Peer peer) {
    return plumbing.transactions().has(request, peer);
  }

  /// Decides on a request; nothing happens yet.
  ///
  /// @param isTrusted whether the source is of the trusted group
  /// @param account whose credentials it carries; `null` when that was not asked yet
  public Decision decide(
      SipRequest request, Peer peer, boolean isTrusted, @Nullable String account, Instant now) {
    return routing.decide(request, peer, isTrusted, account, now);
  }

  /// Forwards a request as decided.
  ///
  /// @return `false` when as many are being forwarded as may be
  public boolean forward(Decision.Forward decision) {
    var held = hold(decision);
    if (held == null) {
      return false;
    }
    held.release();
    return true;
  }

  /// Takes a request that is to be forwarded as decided, some time.
  ///
  /// @return `null` when as many are being forwarded as may be
  public @Nullable Held hold(Decision.Forward decision) {
    var forwarded = decision.forwarded();
    var server =
        plumbing.transactions().begin(forwarded.request(), forwarded.source(), forwarded.sender());
    if (server == null) {
      return null;
    }
    var context = tracking.context(decision, server);
    context.open();
    return new Held(context, decision);
  }

  /// Ends a call from outside: both sides get a BYE, or the invitation is taken back.
  ///
  /// @param actor who wants it
  /// @return whether the call's invitation was forwarded here
  public boolean end(UUID call, String actor, Instant now) {
    return tracking.end(call, actor, now);
  }

  /// Takes a CANCEL: the invitation it is about is taken back on all its branches (§16.10).
  ///
  /// @return whether there is such an invitation
  public boolean cancel(SipRequest request, Peer peer) {
    var cancelled = plumbing.transactions().cancelled(request, peer);
    if (cancelled == null) {
      return false;
    }
    cancelled.cancel();
    return true;
  }

  /// Forwards the ACK to a 2xx, which has no transaction. Only within a dialog that passed here.
  ///
  /// @return whether there is such a dialog
  public boolean acknowledge(SipRequest ack, Peer peer, Instant now) {
    try {
      var routed = Routed.of(ack, plumbing, now);
      var path = routed.path();
      if (path == null
          || !routing.isWithin(path, ack, now)
          || ack.maxForwards() == 0
          || plumbing.loops().isLooping(ack)) {
        return false;
      }
      var forwarded = new Forwarded(ack, peer, true, 0, new Sender.At(peer.address()));
      new Pass(forwarded, plumbing).to(routing.reachable(routed, path, ack, now));
      return true;
    } catch (SipParseException e) {
      return false;
    }
  }

  /// Takes a response to a request that was forwarded, by this event loop or another.
  ///
  /// @param transport that it came by
  /// @return `false` when there is no such request
  public boolean receive(SipResponse response, Transport transport) {
    return plumbing.transactions().receive(response) || handOver(response, transport);
  }

  private boolean handOver(SipResponse response, Transport transport) {
    String branch = response.via().branch();
    int loop = branch == null ? siblings.own() : Loops.eventLoop(branch);
    return loop != siblings.own() && siblings.take(loop, response, transport);
  }

  /// Whether a request may be of this account, as far as it says.
  public boolean isFrom(String account, SipRequest request) {
    return account.equals(request.from().uri().user())
        || Privacy.isAnonymous(request, plumbing.here().domain());
  }

  /// Whether a source is one of the upstreams.
  public boolean isUpstream(IpAddress source) {
    return upstreams.has(source);
  }

  public boolean hasUpstreams() {
    return upstreams.areThere();
  }

  /// Looks up where the upstreams are. To be called at the start and every minute or so.
  public void refreshUpstreams() {
    upstreams.refresh();
  }

  /// Asks whether the PBX is there. To be called every now and then when it owns the accounts.
  public void probe() {
    probe.ask();
  }

  /// Whether the PBX has answered when it was asked last.
  public boolean isPbxReachable() {
    return probe.isReachable();
  }

  /// Transactions that there are.
  public int transactions() {
    return plumbing.transactions().size();
  }

  /// Whether a request that is being forwarded has no final response yet.
  public boolean isBusy() {
    return plumbing.transactions().hasOpen();
  }

  /// How many transactions were refused at the bound of all.
  public long refusedTransactions() {
    return plumbing.transactions().refused();
  }

  /// How many were refused because their sender had as many as one may have.
  public long refusedOfSenders() {
    return plumbing.transactions().refusedOfSenders();
  }

  /// How many phones did not ring because an account had more than a request is forked to.
  public long surplusTargets() {
    return location.surplus();
  }
}
