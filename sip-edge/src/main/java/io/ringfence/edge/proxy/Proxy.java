package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.proxy.FlowTokens.Path;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.resolve.Locator;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.ForwardWriter;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.ResponseWriter;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.transaction.TransactionLayer;
import java.time.Instant;
import java.util.List;
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

  private static final int DEFAULT_MAX_BREADTH = 60;

  private final Plumbing plumbing;
  private final CallPolicy policy;
  private final Location location;
  private final Upstreams upstreams;
  private final Siblings siblings;

  /// @param random cannot be foretold
  public Proxy(
      Domain domain,
      ProxySettings settings,
      List<SipUri> upstreams,
      Accounts accounts,
      Registrar registrar,
      Outbound outbound,
      Locator locator,
      TimerWheel wheel,
      Siblings siblings,
      Secrets secrets,
      RandomGenerator random) {
    var here = new Here(domain, outbound);
    this.siblings = siblings;
    this.upstreams = new Upstreams(upstreams, locator);
    this.policy = new CallPolicy(domain, this.upstreams::has);
    this.location = new Location(accounts, registrar, settings.maxTargets());
    this.plumbing =
        new Plumbing(
            here,
            new Loops(here, siblings.own(), secrets.loopSeed(), random),
            new FlowTokens(secrets.flowKey()),
            new TransactionLayer(outbound, wheel, settings.maxTransactions()),
            wheel,
            outbound,
            locator,
            new ForwardWriter(),
            new ResponseWriter(random.nextLong()),
            settings);
  }

  /// Absorbs a request that repeats one being forwarded, and the ACK to a response that was not
  /// 2xx.
  public boolean absorbs(SipRequest request, Peer peer) {
    return plumbing.transactions().absorbs(request, peer);
  }

  /// Decides on a request; nothing happens yet.
  ///
  /// @param isTrusted whether the source is of the trusted group
  /// @param account whose credentials it carries; `null` when that was not asked yet
  public Decision decide(
      SipRequest request, Peer peer, boolean isTrusted, @Nullable String account, Instant now) {
    try {
      var routed = Routed.of(request, plumbing.tokens(), plumbing.here());
      if (request.maxForwards() == 0) {
        return Decision.Refuse.with(Status.TOO_MANY_HOPS);
      }
      var path = routed.path();
      // Without a tag in To it begins something new, which needs a login whatever route it has.
      if (path != null && request.to().tag() != null) {
        var target = reachable(routed, path, request, now);
        return unlessLooping(
            new Decision.Forward(new Forwarded(request, peer, true, 0), List.of(target)));
      }
      return begin(request, routed, peer, isTrusted, account, now);
    } catch (SipParseException e) {
      return new Decision.Refuse(Status.BAD_REQUEST, e.reason());
    }
  }

  /// A phone whose connection is gone may have another by now. It is not looked for by its URI,
  /// which whoever sends the request could choose: nothing is relayed to anywhere for a phone.
  private Target reachable(Routed routed, Path path, SipRequest request, Instant now) {
    var target = routed.target(path, request.from().tag());
    var flow = target.flow();
    if (flow == null || plumbing.outbound().isOpen(flow)) {
      return target;
    }
    var present = location.flow(routed.uri(), now);
    return present == null
        ? target
        : new Target(target.uri(), target.routes(), present, target.next());
  }

  private Decision begin(
      SipRequest request,
      Routed routed,
      Peer peer,
      boolean isTrusted,
      @Nullable String account,
      Instant now)
      throws SipParseException {
    return switch (policy.rule(request, peer.address(), isTrusted, account)) {
      case CHALLENGE -> new Decision.Challenge();
      case FORBID -> Decision.Refuse.with(Status.FORBIDDEN);
      case OWN -> toNumber(request, routed, peer, true, now);
      case GUEST -> toNumber(request, routed, peer, false, now);
    };
  }

  private Decision toNumber(
      SipRequest request, Routed routed, Peer peer, boolean isOwn, Instant now)
      throws SipParseException {
    if (!plumbing.here().domain().covers(routed.uri()) || !routed.routes().isEmpty()) {
      return Decision.Refuse.with(Status.FORBIDDEN);
    }
    return switch (location.find(routed.uri().user(), now)) {
      case Location.Phones(var targets) -> fork(request, peer, isOwn, targets);
      case Location.Unreachable(var status) -> Decision.Refuse.with(status);
      case Location.Nobody() -> {
        var target = isOwn ? upstreams.target(routed.uri().rawUser()) : null;
        yield target == null || routed.uri().rawUser().isEmpty()
            ? Decision.Refuse.with(Status.NOT_FOUND)
            : fork(request, peer, true, List.of(target));
      }
    };
  }

  /// Each branch gets its share of the breadth (RFC 5393 §5.3.3).
  private Decision fork(SipRequest request, Peer peer, boolean isOwn, List<Target> targets)
      throws SipParseException {
    boolean isLimited = request.headers().count(Header.MAX_BREADTH) > 0;
    int breadth = isLimited ? Forwarded.maxBreadth(request) : DEFAULT_MAX_BREADTH;
    if (breadth < targets.size()) {
      return Decision.Refuse.with(Status.MAX_BREADTH_EXCEEDED);
    }
    int share = isLimited ? breadth / targets.size() : 0;
    return unlessLooping(new Decision.Forward(new Forwarded(request, peer, isOwn, share), targets));
  }

  /// Looked at last, for it costs most (§16.3, step 4).
  private Decision unlessLooping(Decision.Forward forward) throws SipParseException {
    return plumbing.loops().isLooping(forward.forwarded().request())
        ? Decision.Refuse.with(Status.LOOP_DETECTED)
        : forward;
  }

  /// Forwards a request as decided.
  ///
  /// @return `false` when as many are being forwarded as may be
  public boolean forward(Decision.Forward decision) {
    var forwarded = decision.forwarded();
    var server = plumbing.transactions().begin(forwarded.request(), forwarded.source());
    if (server == null) {
      return false;
    }
    new ResponseContext(forwarded, server, plumbing).begin(decision.targets());
    return true;
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
      var routed = Routed.of(ack, plumbing.tokens(), plumbing.here());
      var path = routed.path();
      if (path == null || ack.maxForwards() == 0 || plumbing.loops().isLooping(ack)) {
        return false;
      }
      new Pass(new Forwarded(ack, peer, true, 0), plumbing).to(reachable(routed, path, ack, now));
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

  /// Whether a source is one of the upstreams.
  public boolean isUpstream(IpAddress source) {
    return upstreams.has(source);
  }

  /// Looks up where the upstreams are. To be called at the start and every minute or so.
  public void refreshUpstreams() {
    upstreams.refresh();
  }

  /// Transactions that there are.
  public int transactions() {
    return plumbing.transactions().size();
  }

  /// How many transactions were refused at the bound.
  public long refusedTransactions() {
    return plumbing.transactions().refused();
  }
}
