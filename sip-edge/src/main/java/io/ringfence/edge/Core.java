package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Blocks;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.call.CallLog;
import io.ringfence.edge.digest.Algorithm;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.digest.NonceCounts;
import io.ringfence.edge.digest.Nonces;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.guard.PbxNonces;
import io.ringfence.edge.load.Intake;
import io.ringfence.edge.proxy.Siblings;
import io.ringfence.edge.registrar.Bindings;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.registrar.RegistrarLimits;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.uas.Attempts;
import io.ringfence.edge.uas.Capture;
import io.ringfence.edge.uas.Guard;
import io.ringfence.edge.uas.Protection;
import io.ringfence.edge.uas.Tally;
import io.ringfence.edge.uas.UserAgentServer;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The decisions, put together. What belongs to a source is its event loop's worker's; the rest is
/// here, for any thread.
@Singleton
public class Core {

  private static final int NONCE_KEY_BYTES = 32;

  private final SipConfig config;
  private final Node node;
  private final Readiness readiness;
  private final Attempts attempts;
  private final Tally tally;
  private final Capture capture;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final SecretKey nonceKey = nonceKey(random);
  private final Accounts accounts = new Accounts();
  private final Blocks blocks;
  private final Admission admission;
  private final KnownLogins knownLogins;
  private final Registrar registrar;
  private final boolean isGuard;
  private final CallControl calls;
  private final List<Worker> workers = new ArrayList<>();

  Core(
      SipConfig config,
      Node node,
      Readiness readiness,
      Bindings bindings,
      Attempts attempts,
      Tally tally,
      CallLog callLog,
      EventLoops loops,
      Capture capture,
      InstantSource clock) {
    requireFlowTimerWithinIdleTimeout(config);
    this.config = config;
    this.isGuard = Guarding.isOn(config);
    this.node = node;
    this.readiness = readiness;
    this.attempts = attempts;
    this.tally = tally;
    this.capture = capture;
    this.clock = clock;
    this.blocks = Admittance.blocks(config.memory(), random.nextLong());
    this.admission = new Admission(blocks);
    this.knownLogins = Admittance.knownLogins(config, random.nextLong());
    this.registrar = new Registrar(limits(config.register()), bindings, node.name());
    this.calls = CallParts.of(config, node, callLog);
    var parts = new ProxyParts(config, node);
    int count = loops.all().size();
    for (EventLoops.Loop loop : loops.all()) {
      workers.add(worker(loop, new Place(workers.size()), parts, count));
    }
  }

  /// A worker's among the others.
  private final class Place implements Siblings {

    private final int own;

    Place(int own) {
      this.own = own;
    }

    @Override
    public int own() {
      return own;
    }

    @Override
    public boolean take(int loop, SipResponse response, Transport transport) {
      boolean isThere = loop >= 0 && loop < workers.size();
      if (isThere) {
        workers.get(loop).handed(response, transport);
      }
      return isThere;
    }
  }

  /// @param count of the workers, who share what memory there is
  private Worker worker(EventLoops.Loop loop, Place place, ProxyParts parts, int count) {
    var memory = config.memory();
    var intake = new Intake();
    var wheel = new TimerWheel(clock.millis());
    var fuse = new Fuse(share(memory.failingSources(), count));
    var nonceCounts =
        new NonceCounts(share(memory.nonces(), count), config.nonceLifetime(), clock.instant());
    var outbound =
        capture.isOn() ? new ShownOutbound(loop.outbound(), capture, clock) : loop.outbound();
    var proxy =
        parts.proxy(
            loop, outbound, place, wheel, accounts, registrar, calls, bound -> share(bound, count));
    var guard = isGuard ? guard(wheel, count) : null;
    var server =
        new UserAgentServer(
            config.domain(),
            node.name(),
            new UserAgentServer.Limits(
                limits(config.message()),
                share(memory.transactions(), count),
                share(memory.refusedSources(), count)),
            readiness::canDecide,
            intake,
            protection(fuse, count),
            authenticator(nonceCounts),
            registrar,
            proxy,
            guard,
            capture.isOn() ? this::shown : attempts,
            tally,
            random.nextLong());
    if (capture.isOn()) {
      server.captureBy(capture);
    }
    return new Worker(loop, intake, fuse, nonceCounts, wheel, proxy, server);
  }

  private Protection protection(Fuse fuse, int count) {
    int sources = share(config.memory().ratedSources(), count);
    var screening = Admittance.screening(config.admission());
    return new Protection(
        admission,
        Admittance.rates(config, sources, random.nextLong()),
        Admittance.refusals(random.nextLong()),
        Admittance.challenges(config, sources, random.nextLong()),
        screening,
        knownLogins,
        fuse);
  }

  private void shown(AuthenticationAttempt attempt) {
    attempts.observed(attempt);
    capture.attempted(attempt);
  }

  /// Of this process alone, as its nonce counts are: what was used here cannot be used at another
  /// edge, or after a restart, which both ask for a new answer.
  private static SecretKey nonceKey(SecureRandom random) {
    byte[] key = new byte[NONCE_KEY_BYTES];
    random.nextBytes(key);
    return new SecretKeySpec(key, "HmacSHA256");
  }

  private static int share(int bound, int count) {
    return Math.ceilDiv(bound, count);
  }

  private Authenticator authenticator(NonceCounts nonceCounts) {
    var nonces =
        new Nonces(nonceKey, config.nonceLifetime(), new SplittableRandom(random.nextLong()));
    return new Authenticator(
        config.domain(),
        accounts,
        nonces,
        nonceCounts,
        algorithms(config.algorithms()),
        Pattern.compile(config.md5OnlyAgents()),
        random);
  }

  private Guard guard(TimerWheel wheel, int count) {
    var settings = Guarding.settings(config.pbx(), bound -> share(bound, count));
    var nonces = new PbxNonces(settings.maxNonces(), settings.nonceLifetime(), random.nextLong());
    return new Guard(settings, nonces, wheel::now);
  }

  private static void requireFlowTimerWithinIdleTimeout(SipConfig config) {
    var flowTimer = config.register().flowTimer();
    if (flowTimer.compareTo(config.connections().idleTimeout()) > 0) {
      throw new ConfigurationException(
          "ringfence.sip.register.flow-timer: %s is longer than ringfence.sip.connections.idle-timeout, %s"
              .formatted(flowTimer, config.connections().idleTimeout()));
    }
  }

  private static List<Algorithm> algorithms(List<String> names) {
    return names.stream().map(Core::algorithm).toList();
  }

  private static Algorithm algorithm(String name) {
    var algorithm = Algorithm.of(name.strip());
    if (algorithm == null) {
      throw new ConfigurationException(
          "ringfence.sip.algorithms: '%s' is none of SHA-512-256, SHA-256, MD5".formatted(name));
    }
    return algorithm;
  }

  private static SipLimits limits(SipConfig.Message message) {
    return new SipLimits(
        message.maxBytes(), message.maxHeaders(), message.maxHeaderBytes(), message.maxVias());
  }

  private static RegistrarLimits limits(SipConfig.Register register) {
    return new RegistrarLimits(
        register.maxBindingsPerAccount(),
        register.maxBindings(),
        register.maxContactLength(),
        register.maxPathLength(),
        register.minExpires(),
        register.maxExpires(),
        register.defaultExpires(),
        register.flowTimer());
  }

  /// Drops bindings that were read back and whose accounts have changed since.
  public void reconcile() {
    for (String number : registrar.accounts()) {
      switch (accounts.find(number)) {
        case Accounts.Known(var account) ->
            registrar.dropBefore(number, account.registrationsValidSince());
        case Accounts.Unknown() -> registrar.dropAll(number);
        case Accounts.Unavailable() -> {}
      }
    }
  }

  /// Whether a PBX behind us owns the accounts.
  public boolean isGuard() {
    return isGuard;
  }

  /// Whether the PBX has answered one of the event loops when it was asked last.
  public boolean isPbxReachable() {
    return workers.stream().anyMatch(worker -> worker.proxy().isPbxReachable());
  }

  public Readiness readiness() {
    return readiness;
  }

  public Accounts accounts() {
    return accounts;
  }

  public Blocks blocks() {
    return blocks;
  }

  public Admission admission() {
    return admission;
  }

  public CallControl calls() {
    return calls;
  }

  public KnownLogins knownLogins() {
    return knownLogins;
  }

  public Registrar registrar() {
    return registrar;
  }

  /// One for each event loop, in their order.
  public List<Worker> workers() {
    return List.copyOf(workers);
  }

  /// Does something with every worker, each on its loop, soon and in order.
  public void onEach(Consumer<Worker> task) {
    workers.forEach(worker -> worker.run(task));
  }

  /// A number of the workers together.
  public long sum(ToLongFunction<Worker> number) {
    return workers.stream().mapToLong(number).sum();
  }
}
