package io.ringfence.edge.uas;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.contracts.secret.MasterKey;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.account.Ha1;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Blocks;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.admission.Rules;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.digest.Algorithm;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.digest.NonceCounts;
import io.ringfence.edge.digest.Nonces;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.guard.GuardSettings;
import io.ringfence.edge.guard.PbxNonces;
import io.ringfence.edge.load.Intake;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.proxy.ProxySettings;
import io.ringfence.edge.proxy.ReturnRoute;
import io.ringfence.edge.proxy.Siblings;
import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.registrar.Flow;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.registrar.RegistrarLimits;
import io.ringfence.edge.resolve.FakeNames;
import io.ringfence.edge.resolve.ServerLocator;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Wire;
import io.ringfence.edge.timer.TimerWheel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The whole decision path without sockets or servers: messages in, answers out, at a time that the
/// test sets.
public final class Bench {

  public static final Peer PEER = new Peer(IpAddress.parse("192.0.2.7"), 5060, Transport.UDP);

  public final Recorded recorded = new Recorded();
  public final Blocks blocks = new Blocks();
  public final Admission admission = new Admission(blocks);
  final Fuse fuse = new Fuse(1_000);
  public final Registrar registrar;
  private final Node node;
  public final Accounts accounts = new Accounts();
  final Authenticator authenticator;
  public final Intake intake = new Intake();
  final KnownLogins known = new KnownLogins(1_000, Duration.ofDays(30), 1);
  public final UserAgentServer server;
  public final CallControl calls = recorded.control();
  public final Wire wire;
  public final FakeNames names = new FakeNames();
  public final TimerWheel wheel;
  public final Proxy proxy;
  boolean isReady = true;
  public Instant now = Instant.parse("2026-01-02T03:04:05Z");

  /// @param host address
  private record Node(String name, String host) {}

  private static final Node FIRST = new Node("edge", "192.0.2.1");

  /// All edges have it.
  private static final MasterKey KEY = MasterKey.parse(MasterKey.generate());

  public Bench(String domain, String... accountsAndPasswords) {
    this(domain, List.of(), accountsAndPasswords);
  }

  Bench(String domain, Screening screening, SourceRates rates, String... accountsAndPasswords) {
    this(domain, List.of(), screening, rates, accountsAndPasswords);
  }

  public Bench(String domain, List<SipUri> upstreams, String... accountsAndPasswords) {
    this(domain, upstreams, Screening.DEFAULT, new SourceRates(0, 1, 1, 1), accountsAndPasswords);
  }

  private Bench(
      String domain,
      List<SipUri> upstreams,
      Screening screening,
      SourceRates rates,
      String... accountsAndPasswords) {
    this(FIRST, domain, upstreams, screening, rates, null, null, accountsAndPasswords);
  }

  /// In front of a PBX that owns the accounts.
  public static Bench guarding(String domain, SipUri pbx, ReturnRoute how, GuardSettings settings) {
    var rates = new SourceRates(0, 1, 1, 1);
    return new Bench(FIRST, domain, List.of(pbx), Screening.DEFAULT, rates, how, settings);
  }

  /// Another edge.
  public static Bench second(String name, String host, String domain, String... accounts) {
    var rates = new SourceRates(0, 1, 1, 1);
    var node = new Node(name, host);
    return new Bench(node, domain, List.of(), Screening.DEFAULT, rates, null, null, accounts);
  }

  private Bench(
      Node node,
      String domain,
      List<SipUri> upstreams,
      Screening screening,
      SourceRates rates,
      @Nullable ReturnRoute how,
      @Nullable GuardSettings guarding,
      String... accountsAndPasswords) {
    registrar = new Registrar(RegistrarLimits.DEFAULT, recorded, node.name);
    wire = new Wire(node.host);
    this.node = node;
    wheel = new TimerWheel(now.toEpochMilli());
    accounts.loaded(accounts(domain, accountsAndPasswords));
    var nonces =
        new Nonces(
            KEY.derive("nonce", "HmacSHA256"), Duration.ofMinutes(5), new SplittableRandom(1));
    authenticator = authenticator(domain, nonces);
    proxy =
        new Proxy(
            new Domain(domain),
            settings(how),
            upstreams,
            accounts,
            registrar,
            calls,
            wire,
            new ServerLocator(names, new SplittableRandom(2), wheel::now, Duration.ofSeconds(30)),
            wheel,
            Siblings.NONE,
            new Proxy.Secrets(KEY.derive("flow", "HmacSHA256"), 4),
            new SplittableRandom(3));
    proxy.refreshUpstreams();
    var guard =
        guarding == null
            ? null
            : new Guard(guarding, new PbxNonces(1_000, Duration.ofHours(1), 4), wheel::now);
    server =
        new UserAgentServer(
            domain,
            node.name,
            new UserAgentServer.Limits(SipLimits.DEFAULT, 1_000, 1_000),
            () -> isReady,
            intake,
            new Protection(
                admission,
                rates,
                new SourceRates(5, 10, 64, 1),
                new SourceRates(50, 500, 1_024, 1),
                screening,
                known,
                fuse),
            authenticator,
            registrar,
            proxy,
            guard,
            recorded,
            recorded,
            1);
  }

  private static ProxySettings settings(@Nullable ReturnRoute how) {
    var usual = ProxySettings.DEFAULT;
    return new ProxySettings(
        usual.maxTransactions(),
        usual.maxTransactionsPerSender(),
        usual.maxTargets(),
        usual.timerC(),
        usual.upstreamPatience(),
        usual.dialogLifetime(),
        usual.groupPatience(),
        how);
  }

  private Authenticator authenticator(String domain, Nonces nonces) {
    return new Authenticator(
        domain,
        accounts,
        nonces,
        new NonceCounts(10_000, Duration.ofMinutes(5), now),
        List.of(Algorithm.values()),
        Pattern.compile("old phone 1\\."),
        new SplittableRandom(2));
  }

  private static List<Account> accounts(String domain, String... numbersAndPasswords) {
    var accounts = new ArrayList<Account>();
    for (int i = 0; i < numbersAndPasswords.length; i += 2) {
      var ha1 = ha1(domain, numbersAndPasswords[i], numbersAndPasswords[i + 1]);
      accounts.add(new Account(numbersAndPasswords[i], 1, true, false, ha1, Instant.EPOCH));
    }
    return accounts;
  }

  static Ha1 ha1(String domain, String number, String password) {
    String secret = number + ":" + domain + ":" + password;
    return Ha1.of(
        SipPhone.raw("MD5", secret),
        SipPhone.raw("SHA-256", secret),
        SipPhone.raw("SHA-512-256", secret));
  }

  /// What the peer sees: the answer's text, or `null` for silence.
  public @Nullable String send(byte[] message, Peer peer) {
    var reply =
        server.door().hears(peer, now) ? server.receive(message, peer, now) : away(message, peer);
    return reply == null ? null : new String(reply.message(), StandardCharsets.UTF_8);
  }

  private @Nullable Reply away(byte[] message, Peer peer) {
    var refusal = server.door().refusal(peer, now);
    return refusal == null ? null : server.turnAway(message, refusal, peer, now);
  }

  public @Nullable String send(String message) {
    return send(message.getBytes(StandardCharsets.UTF_8), PEER);
  }

  public @Nullable String send(String message, Peer peer) {
    return send(message.getBytes(StandardCharsets.UTF_8), peer);
  }

  /// Makes a source one of the trusted group.
  public void trust(Peer peer) {
    admission.rules(
        new Rules(
            Configuration.INITIAL.policy(),
            IpRangeSet.of(List.of(IpRange.of(peer.address()))),
            null,
            null));
  }

  /// Binds a phone to an account.
  public void bind(String account, String contact, Peer peer) {
    bind(account, contact, peer, List.of());
  }

  /// Binds a phone that an account prefers more or less, in thousandths.
  public void bind(String account, String contact, Peer peer, int q) {
    bind(account, contact, peer, List.of(), q);
  }

  /// Binds a phone behind the proxies of a Path.
  public void bind(String account, String contact, Peer peer, List<String> path) {
    bind(account, contact, peer, path, Binding.MAX_Q);
  }

  /// Binds a flow of a phone.
  public void bind(String account, String contact, Peer peer, Flow flow) {
    bind(account, contact, peer, List.of(), Binding.MAX_Q, flow);
  }

  private void bind(String account, String contact, Peer peer, List<String> path, int q) {
    bind(account, contact, peer, path, q, null);
  }

  private void bind(
      String account, String contact, Peer peer, List<String> path, int q, @Nullable Flow flow) {
    var binding =
        new Binding(
            account,
            contact,
            flow,
            q,
            path,
            peer,
            null,
            "reg-" + contact,
            1,
            now,
            now.plus(Duration.ofHours(2)),
            now,
            node.name,
            null);
    registrar.follow(binding, now);
  }

  /// Tells another edge of a phone that is bound here.
  public void tell(Bench other, String account) {
    for (Binding own : registrar.bindings(account, now)) {
      other.registrar.follow(
          new Binding(
              account,
              own.contact(),
              own.flow(),
              own.q(),
              own.path(),
              new Peer(own.peer().address(), own.peer().port(), own.peer().transport()),
              own.userAgent(),
              own.callId(),
              own.cseq(),
              own.registeredAt(),
              own.expiresAt(),
              own.sharedAt(),
              node.name,
              node.host + ":5060"),
          now);
    }
  }

  /// Lets time pass, timers included.
  public void pass(Duration time) {
    var until = now.plus(time);
    while (now.isBefore(until)) {
      now = now.plusMillis(TimerWheel.TICK_MILLIS);
      wheel.advance(now.toEpochMilli());
    }
  }
}
