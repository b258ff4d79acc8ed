package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.CallDirection;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.call.Invitation;
import io.ringfence.edge.call.Lock;
import io.ringfence.edge.proxy.FlowTokens.Path;
import io.ringfence.edge.resolve.NumericHost;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.transaction.Sender;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides where requests go, and for whom (RFC 3261 §16.3 to §16.5). Not for several threads.
final class Routing {

  private static final int DEFAULT_MAX_BREADTH = 60;

  private final Plumbing plumbing;
  private final CallPolicy policy;
  private final Upstreams upstreams;
  private final Location location;
  private final Accounts accounts;
  private final CallControl calls;
  private final @Nullable PbxRouting pbx;

  /// @param pbx `null` when the accounts are ours
  Routing(
      Plumbing plumbing,
      Upstreams upstreams,
      Location location,
      Accounts accounts,
      CallControl calls,
      @Nullable PbxRouting pbx) {
    this.plumbing = plumbing;
    this.policy = new CallPolicy(plumbing.here().domain(), upstreams::has);
    this.upstreams = upstreams;
    this.location = location;
    this.accounts = accounts;
    this.calls = calls;
    this.pbx = pbx;
  }

  /// Decides on a request; nothing happens yet.
  ///
  /// @param isTrusted whether the source is of the trusted group
  /// @param account whose credentials it carries; `null` when that was not asked yet
  Decision decide(
      SipRequest request, Peer peer, boolean isTrusted, @Nullable String account, Instant now) {
    try {
      var routed = Routed.of(request, plumbing, now);
      if (request.maxForwards() == 0) {
        return Decision.Refuse.with(Status.TOO_MANY_HOPS);
      }
      if (request.method() == Method.INVITE && !canBeFollowed(request)) {
        return new Decision.Refuse(Status.BAD_REQUEST, "Call-ID or tag too long");
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
                target,
                new Forwarded(request, peer, true, 0, sender),
                new Purpose.Within(
                    path, routed.target(path, request).next(), isOf(path.from(request), peer))));
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

  /// No call goes on unseen because of what its caller made up.
  private static boolean canBeFollowed(SipRequest invite) {
    String tag = invite.from().tag();
    return invite.callId().length() <= Invitation.MAX_KEY
        && (tag == null || tag.length() <= Invitation.MAX_KEY);
  }

  /// To a phone that is bound here, from an edge that has seen to all else. It tries another flow
  /// when this one is gone (RFC 5626 §5.3).
  private Decision handedOver(
      Handovers.Named handover, SipRequest request, Routed routed, Peer peer, Instant now) {
    var binding = plumbing.handovers().find(handover, now);
    if (binding == null || !plumbing.outbound().isOpen(binding.peer())) {
      return Decision.Refuse.with(Status.FLOW_FAILED);
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

  boolean isWithin(Path path, SipRequest request, Instant now) {
    return path.isOf(request) && !path.isOver(now, plumbing.settings().dialogLifetime());
  }

  /// Phones may have moved.
  private boolean isOf(FlowTokens.End side, Peer source) {
    return !side.isServer()
        || side.peer().address().equals(source.address())
        || upstreams.has(source.address());
  }

  /// A phone whose connection is gone may have another by now. It is not looked for by its URI,
  /// which whoever sends the request could choose: nothing is relayed to anywhere for a phone.
  Target reachable(Routed routed, Path path, SipRequest request, Instant now) {
    var target = routed.target(path, request);
    var flow = target.flow();
    if (flow == null) {
      return pbx == null ? confined(target, path, request) : pbx.confined(target);
    }
    if (plumbing.outbound().isOpen(flow)) {
      return target;
    }
    var present = location.flow(routed.uri(), plumbing.outbound()::isOpen, now);
    return present == null
        ? target
        : new Target(target.uri(), target.routes(), present, target.next());
  }

  /// Whoever was in a call chooses Route and Request-URI of what it sends. That must not lead to
  /// any host and port: other than phones only the upstreams are reached, the other side where it
  /// is known to be, and the server that the dialog began with, which sees to all else.
  private Target confined(Target target, Path path, SipRequest request) {
    var next = target.next();
    var server = path.towards(request).peer();
    boolean isServer =
        server.address().equals(NumericHost.of(next.host()))
            && !next.hasParam("maddr")
            && (next.port() < 0 || next.port() == server.port());
    boolean isThere =
        isServer
            || upstreams.isAt(next)
            || WithinCall.leadsToPeer(request, path, next, calls.table());
    return isThere
        ? target
        : new Target(target.uri(), target.routes(), null, upstreams.uri(server));
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
}
