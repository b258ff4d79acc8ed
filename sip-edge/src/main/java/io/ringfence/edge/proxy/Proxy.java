package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.call.Lock;
import io.ringfence.edge.proxy.FlowTokens.Path;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.resolve.Locator;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.ForwardWriter;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.ResponseWriter;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Status;
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

  private static final int DEFAULT_MAX_BREADTH = 60;

  private final Plumbing plumbing;
  private final CallPolicy policy;
  private final Location location;
  private final Upstreams upstreams;
  private final Accounts accounts;
  private final CallControl calls;
  private final CallTracking tracking;
  private final Siblings siblings;
  private final @Nullable PbxRouting pbx;
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
    this.policy = new CallPolicy(domain, this.upstreams::has);
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
    this.pbx =
        how == null
            ? null
            : new PbxRouting(
                plumbing,
                this.upstreams,
                location,
                new ReturnRoutes(registrar, secrets.flowKey()),
                how);
    this.accounts = accounts;
    this.calls = calls;
    this.tracking = new CallTracking(calls, plumbing, location);
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
      var routed = Routed.of(request, plumbing, now);
      if (request.maxForwards() == 0) {
        return Decision.Refuse.with(Status.TOO_MANY_HOPS);
      }
      var path = routed.path();
      // Without a tag in To it begins something new, which needs a login whatever route it has.
      if (path != null && request.to().tag() != null) {
        if (!isWithin(path, request, now)) {
          return Decision.Refuse.with(Status.NO_SUCH_TRANSACTION);
        }
        var target = reachable(routed, path, request, now);
        var sender = sender(peer, isTrusted, null);
        return unlessLooping(
            Decision.Forward.to(
                target, new Forwarded(request, peer, true, 0, sender), new Purpose.Within(path)));
      }
      var handover = routed.handover();
      if (handover != null) {
        return unlessLooping(handedOver(handover, request, routed, peer, now));
      }
      return pbx == null
          ? begin(request, routed, peer, isTrusted, account, now)
          : byPbx(pbx, request, routed, peer, sender(peer, isTrusted, null), now);
    } catch (SipParseException e) {
      return new Decision.Refuse(Status.BAD_REQUEST, e.reason());
    }
  }

  /// To a phone that is bound here, from an edge that has seen to all else.
  private Decision handedOver(
      Handovers.Named handover, SipRequest request, Routed routed, Peer peer, Instant now) {
    var binding = plumbing.handovers().find(handover, now);
    if (binding == null) {
      return Decision.Refuse.with(Status.TEMPORARILY_UNAVAILABLE);
    }
    return Decision.Forward.to(
        routed.target(binding.peer()),
        new Forwarded(request, peer, false, 0, new Sender.Trusted()),
        new Purpose.HandedOver());
  }

  private Sender sender(Peer peer, boolean isTrusted, @Nullable String account) {
    if (account != null) {
      return new Sender.OfAccount(account);
    }
    return isTrusted || upstreams.has(peer.address())
        ? new Sender.Trusted()
        : new Sender.At(peer.address());
  }

  private boolean isWithin(Path path, SipRequest request, Instant now) {
    return path.isOf(request) && !path.isOver(now, plumbing.settings().dialogLifetime());
  }

  /// A phone whose connection is gone may have another by now. It is not looked for by its URI,
  /// which whoever sends the request could choose: nothing is relayed to anywhere for a phone.
  private Target reachable(Routed routed, Path path, SipRequest request, Instant now) {
    var target = routed.target(path, request);
    var flow = target.flow();
    if (flow == null && pbx != null) {
      return pbx.confined(target);
    }
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
      case OWN -> {
        var lock = account == null ? null : lock(request, routed, account);
        yield lock == null
            ? toNumber(request, routed, peer, sender(peer, isTrusted, account), now)
            : new Decision.Locked(lock);
      }
      case GUEST -> toNumber(request, routed, peer, new Sender.Trusted(), now);
    };
  }

  /// Whose call it is only the PBX knows for certain: the PBX's lock holds for what phones begin.
  private Decision byPbx(
      PbxRouting routing, SipRequest request, Routed routed, Peer peer, Sender sender, Instant now)
      throws SipParseException {
    var lock = upstreams.has(peer.address()) ? null : lock(request, routed, "");
    return lock == null
        ? unlessLooping(routing.begin(request, routed, peer, sender, now))
        : new Decision.Locked(lock);
  }

  /// What keeps an account from beginning this call.
  private @Nullable Lock lock(SipRequest request, Routed routed, String account) {
    String user = routed.uri().user();
    if (request.method() != Method.INVITE || user == null) {
      return null;
    }
    boolean isLocked =
        accounts.find(account) instanceof Accounts.Known(var caller) && caller.locked();
    if (!isLocked && !calls.locks().isPbxLocked()) {
      return null;
    }
    boolean isInternal = accounts.find(user) instanceof Accounts.Known;
    return calls.locks().on(isLocked, calls.plan().dialled(user), isInternal);
  }

  private Decision toNumber(
      SipRequest request, Routed routed, Peer peer, Sender sender, Instant now)
      throws SipParseException {
    if (!plumbing.here().domain().covers(routed.uri()) || !routed.routes().isEmpty()) {
      return Decision.Refuse.with(Status.FORBIDDEN);
    }
    return switch (location.find(routed.uri().user(), request.callId(), now)) {
      case Location.Phones(var groups) ->
          fork(request, peer, sender, groups, toAccount(routed, peer, account(sender)));
      case Location.Unreachable(var status) -> Decision.Refuse.with(status);
      case Location.Nobody() -> {
        String caller = account(sender);
        var target = caller == null ? null : upstreams.target(routed.uri().rawUser());
        yield target == null || routed.uri().rawUser().isEmpty()
            ? Decision.Refuse.with(Status.NOT_FOUND)
            : fork(request, peer, sender, List.of(List.of(target)), out(caller, target));
      }
    };
  }

  private static @Nullable String account(Sender sender) {
    return sender instanceof Sender.OfAccount(var number) ? number : null;
  }

  private Purpose.Beginning toAccount(Routed routed, Peer peer, @Nullable String caller) {
    return caller == null
        ? new Purpose.Beginning(
            CallDirection.INCOMING, routed.uri().user(), upstreams.name(peer.address()))
        : new Purpose.Beginning(CallDirection.INTERNAL, caller, null);
  }

  private static Purpose.Beginning out(@Nullable String caller, Target target) {
    return new Purpose.Beginning(CallDirection.OUTGOING, caller, Upstreams.name(target.next()));
  }

  /// Each branch gets its share of the breadth (RFC 5393 §5.3.3), of which those that are tried one
  /// after the other need no more than one. A request other than INVITE has no time for that: its
  /// sender gives up before the second is tried.
  private Decision fork(
      SipRequest request, Peer peer, Sender sender, List<List<Target>> preferred, Purpose purpose)
      throws SipParseException {
    var groups =
        request.method() == Method.INVITE
            ? preferred
            : List.of(preferred.stream().flatMap(List::stream).toList());
    int largest = groups.stream().mapToInt(List::size).max().orElse(1);
    boolean isLimited = request.headers().count(Header.MAX_BREADTH) > 0;
    int breadth = isLimited ? Forwarded.maxBreadth(request) : DEFAULT_MAX_BREADTH;
    if (breadth < largest) {
      return Decision.Refuse.with(Status.MAX_BREADTH_EXCEEDED);
    }
    int share = isLimited ? breadth / largest : 0;
    boolean isFromPhone = sender instanceof Sender.OfAccount;
    var forwarded = new Forwarded(request, peer, isFromPhone, share, sender);
    return unlessLooping(new Decision.Forward(forwarded, groups, purpose));
  }

  private Decision unlessLooping(Decision decision) throws SipParseException {
    return decision instanceof Decision.Forward forward ? unlessLooping(forward) : decision;
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
          || !isWithin(path, ack, now)
          || ack.maxForwards() == 0
          || plumbing.loops().isLooping(ack)) {
        return false;
      }
      var forwarded = new Forwarded(ack, peer, true, 0, new Sender.At(peer.address()));
      new Pass(forwarded, plumbing).to(reachable(routed, path, ack, now));
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
