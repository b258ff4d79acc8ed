package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.guard.Verdicts;
import io.ringfence.edge.load.Intake;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.ResponseWriter;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.stun.StunBinding;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Decides what a message is answered. Not for several threads: all messages of a source go through
/// one, so the fuse is exact whatever transports and ports it uses.
public final class UserAgentServer {

  /// Bounds of what is remembered.
  public record Limits(SipLimits message, int maxTransactions, int maxRefusedSources) {}

  private final Admission admission;
  private final Authenticator authenticator;
  private final Door door;
  private final Tally tally;
  private final SipParser parser;
  private final Replies replies;
  private final Logins logins;
  private final Screen screen;
  private final Transactions transactions;
  private final ProxyService proxying;
  private final Dispatch dispatch;
  private final Proxy proxy;
  private @Nullable Capture capture;
  private final @Nullable PbxService pbx;

  /// @param domain the SIP domain, also the digest realm
  /// @param edge this node's name
  /// @param guard `null` when the accounts are ours
  /// @param ready whether configuration, blocks and accounts are there; otherwise requests get 503
  public UserAgentServer(
      String domain,
      String edge,
      Limits limits,
      BooleanSupplier ready,
      Intake intake,
      Protection protection,
      Authenticator authenticator,
      Registrar registrar,
      Proxy proxy,
      @Nullable Guard guard,
      Attempts attempts,
      Tally tally,
      long tagSeed) {
    var screening = protection.screening();
    var known = protection.known();
    var fuse = protection.fuse();
    var own = new Domain(domain, screening.names(), screening.addresses());
    this.admission = protection.admission();
    this.authenticator = authenticator;
    this.tally = tally;
    this.parser = new SipParser(limits.message());
    this.replies = new Replies(new ResponseWriter(tagSeed));
    this.logins = new Logins(domain, edge, attempts, tally, limits.maxRefusedSources());
    this.screen = new Screen(screening, own, proxy::isUpstream, logins, replies, tally);
    this.transactions = new Transactions(limits.maxTransactions());
    this.proxy = proxy;
    this.door = new Door(protection, proxy, transactions, parser, replies, tally);
    var trunks = new RegisteredTrunks(admission, known, tagSeed);
    var gate = new AccountGate(domain, admission, registrar, known, trunks, fuse);
    var strangers = new Strangers(protection.challenges(), registrar, known);
    var loginService =
        new LoginService(
            authenticator,
            admission,
            gate,
            strangers,
            screen,
            screening,
            known,
            trunks,
            fuse,
            registrar,
            transactions,
            logins,
            replies,
            tally);
    this.proxying = new ProxyService(proxy, loginService, replies);
    this.pbx = guard == null ? null : pbx(guard, gate, strangers, trunks, protection, registrar);
    this.dispatch =
        new Dispatch(
            own,
            ready,
            intake,
            screen,
            registrar,
            new RegisterService(loginService, registrar, replies),
            proxy,
            proxying,
            pbx,
            transactions,
            replies);
  }

  private PbxService pbx(
      Guard guard,
      AccountGate gate,
      Strangers strangers,
      RegisteredTrunks trunks,
      Protection protection,
      Registrar registrar) {
    var verdicts = new Verdicts(guard.settings(), guard.nonces());
    var pbxLogins =
        new PbxLogins(
            guard.settings(),
            verdicts,
            admission,
            protection.known(),
            trunks,
            protection.fuse(),
            registrar,
            logins,
            tally,
            guard.nowMillis());
    return new PbxService(
        proxy,
        gate,
        strangers,
        tally,
        screen,
        protection.screening(),
        verdicts,
        pbxLogins,
        replies);
  }

  /// Shows what comes and goes to somebody. Before the first message.
  public void captureBy(Capture onlooker) {
    capture = onlooker;
  }

  /// Asked before any message is taken over.
  public Door door() {
    return door;
  }

  /// Takes a message over.
  ///
  /// @param message owned by the server from now on
  /// @return `null` for silence
  public @Nullable Reply receive(byte[] message, Peer peer, Instant now) {
    return capture == null ? take(message, peer, now) : captured(capture, message, peer, now);
  }

  private @Nullable Reply captured(Capture onlooker, byte[] message, Peer peer, Instant now) {
    onlooker.received(message, peer, now);
    var reply = take(message, peer, now);
    if (reply != null) {
      onlooker.sent(reply.message(), to(reply, peer), now);
    }
    return reply;
  }

  private static Peer to(Reply reply, Peer peer) {
    return peer.isConnected()
        ? peer
        : new Peer(peer.address(), reply.port(), peer.transport(), peer.connection());
  }

  /// Answers a datagram that is not listened to, if it is a request that begins something.
  ///
  /// @param status that the [#door] has for it
  /// @return `null` for silence
  public @Nullable Reply turnAway(byte[] message, Status status, Peer peer, Instant now) {
    var reply = door.turnAway(message, status, peer, now);
    if (capture != null && reply != null) {
      capture.received(message, peer, now);
      capture.sent(reply.message(), to(reply, peer), now);
    }
    return reply;
  }

  private @Nullable Reply take(byte[] message, Peer peer, Instant now) {
    var entry = admission.check(peer.address(), now.toEpochMilli());
    if (entry == Entry.BLOCKED) {
      tally.dropped(peer.transport(), Drop.BLOCKED);
      return null;
    }
    return switch (parser.parse(message)) {
      case Parsed.Request(var request) -> answer(request, peer, entry, now);
      case Parsed.Response(var response) -> {
        receive(response, peer.transport());
        yield null;
      }
      case Parsed.Refused refused -> refuse(refused, peer, entry, now);
      case Parsed.Ignored(var cause) -> {
        boolean mayBeStun = cause == Parsed.Cause.NOT_SIP && isPermitted(entry, peer);
        var keptAlive = mayBeStun ? keepAlive(message, peer) : null;
        if (keptAlive == null) {
          ignore(cause, peer);
        }
        yield keptAlive;
      }
    };
  }

  private boolean isPermitted(Entry entry, Peer peer) {
    return entry != Entry.NOT_PERMITTED || proxy.isUpstream(peer.address());
  }

  /// Takes a response over.
  public void receive(SipResponse response, Transport transport) {
    if (!proxy.receive(response, transport)) {
      tally.dropped(transport, Drop.RESPONSE);
    }
  }

  private static @Nullable Reply keepAlive(byte[] message, Peer peer) {
    byte[] answer =
        peer.isConnected() ? null : StunBinding.answer(message, peer.address(), peer.port());
    return answer == null ? null : new Reply(answer, peer.port());
  }

  private void ignore(Parsed.Cause cause, Peer peer) {
    switch (cause) {
      case KEEP_ALIVE -> {}
      case RESPONSE -> tally.dropped(peer.transport(), Drop.RESPONSE);
      case NOT_SIP -> tally.dropped(peer.transport(), Drop.NOT_SIP);
      case MALFORMED -> tally.dropped(peer.transport(), Drop.MALFORMED);
      case TOO_LARGE -> tally.dropped(peer.transport(), Drop.TOO_LARGE);
    }
  }

  private @Nullable Reply refuse(Parsed.Refused refused, Peer peer, Entry entry, Instant now) {
    if (refused.method() == Method.ACK) {
      tally.request(Method.ACK, peer.transport(), Result.IGNORED);
      return null;
    }
    var cause = screen.ofMalformed(refused.headers(), peer, entry, now);
    if (cause == null) {
      tally.request(refused.method(), peer.transport(), Result.MALFORMED);
      return replies.refused(refused, peer);
    }
    return switch (screen.refusal(cause)) {
      case Refusal.Silence() -> {
        tally.dropped(peer.transport(), cause.drop());
        tally.request(refused.method(), peer.transport(), Result.REFUSED);
        yield null;
      }
      case Refusal.Answer(var status) -> {
        tally.request(refused.method(), peer.transport(), cause.result());
        yield replies.plain(status, refused.headers(), refused.via(), peer);
      }
    };
  }

  private @Nullable Reply answer(SipRequest request, Peer peer, Entry entry, Instant now) {
    if (request.method() == Method.ACK) {
      var result = proxying.acknowledge(request, peer, now);
      tally.request(Method.ACK, peer.transport(), result);
      return null;
    }
    var answer = dispatch.decide(request, peer, entry, now);
    if (capture != null) {
      capture.decided(request, peer, answer.result(), now);
    }
    tally.request(request.method(), peer.transport(), answer.result());
    return answer.reply();
  }

  /// Frees what time has ended. To be called every second or so.
  public void sweep(Instant now) {
    transactions.sweep(now.toEpochMilli());
    authenticator.sweep(now);
    logins.sweep(now);
    if (pbx != null) {
      pbx.sweep(now);
    }
    door.sweep(
        (source, port, transport, count) ->
            logins.flooded(new Peer(source, port, transport), count, now));
  }

  /// How many logins wait for others of their source to be judged by the PBX.
  public int waitingLogins() {
    return pbx == null ? 0 : pbx.logins().turnstile().waiting();
  }

  /// How many requests were not passed on to the PBX, because their source has too many.
  public long refusedErrands() {
    return pbx == null ? 0 : pbx.logins().turnstile().refused();
  }

  /// How many nonces of the PBX were given up at the bound.
  public long evictedNonces() {
    return pbx == null ? 0 : pbx.evictedNonces();
  }

  public int transactions() {
    return transactions.size();
  }

  /// How many transactions were given up at the bound.
  public long evictedTransactions() {
    return transactions.evicted();
  }
}
