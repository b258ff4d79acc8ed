package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Blocks;
import io.ringfence.edge.admission.KnownSources;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.call.CallLog;
import io.ringfence.edge.digest.Algorithm;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.digest.NonceCounts;
import io.ringfence.edge.digest.Nonces;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.load.Intake;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.registrar.Bindings;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.registrar.RegistrarLimits;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.uas.Attempts;
import io.ringfence.edge.uas.Tally;
import io.ringfence.edge.uas.UserAgentServer;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// The decisions, put together. What is not for several threads belongs to the SIP loop.
@Singleton
public class Core {

  private final Readiness readiness;
  private final Accounts accounts = new Accounts();
  private final Blocks blocks;
  private final Admission admission;
  private final KnownSources knownSources;
  private final Fuse fuse;
  private final NonceCounts nonceCounts;
  private final Registrar registrar;
  private final Intake intake = new Intake();
  private final ProxyParts parts;
  private final CallControl calls;
  private final Proxy proxy;
  private final UserAgentServer server;

  Core(
      SipConfig config,
      Node node,
      Readiness readiness,
      Bindings bindings,
      Attempts attempts,
      Tally tally,
      CallLog callLog,
      ProxyParts parts,
      InstantSource clock) {
    var random = new SecureRandom();
    this.readiness = readiness;
    this.blocks = Admittance.blocks(config.memory(), random.nextLong());
    this.admission = new Admission(blocks);
    this.knownSources = Admittance.knownSources(config, random.nextLong());
    this.parts = parts;
    this.fuse = new Fuse(config.memory().failingSources());
    requireFlowTimerWithinIdleTimeout(config);
    this.registrar = new Registrar(limits(config.register()), bindings, node.name());
    this.calls = CallParts.of(config, node, callLog);
    this.proxy = parts.proxy(accounts, registrar, calls);
    var nonces =
        new Nonces(
            node.masterKey().derive("nonce", "HmacSHA256"),
            config.nonceLifetime(),
            new SplittableRandom(random.nextLong()));
    this.nonceCounts =
        new NonceCounts(config.memory().nonces(), config.nonceLifetime(), clock.instant());
    this.server =
        new UserAgentServer(
            config.domain(),
            node.name(),
            new UserAgentServer.Limits(
                limits(config.message()),
                config.memory().transactions(),
                config.memory().refusedSources()),
            readiness::canDecide,
            intake,
            admission,
            Admittance.rates(config, random.nextLong()),
            Admittance.screening(config.admission()),
            knownSources,
            fuse,
            new Authenticator(
                config.domain(),
                accounts,
                nonces,
                nonceCounts,
                algorithms(config.algorithms()),
                Pattern.compile(config.md5OnlyAgents()),
                random),
            registrar,
            proxy,
            attempts,
            tally,
            random.nextLong());
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

  /// Drops bindings that were read back and whose accounts have changed since. For the SIP loop.
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

  public Readiness readiness() {
    return readiness;
  }

  /// For any thread.
  public Accounts accounts() {
    return accounts;
  }

  /// For any thread.
  public Blocks blocks() {
    return blocks;
  }

  /// For any thread.
  public Admission admission() {
    return admission;
  }

  /// For any thread.
  public CallControl calls() {
    return calls;
  }

  /// For any thread.
  public Intake intake() {
    return intake;
  }

  /// Sends messages at any time. For the SIP loop.
  public Outbound outbound() {
    return parts.outbound();
  }

  /// For the SIP loop.
  public Proxy proxy() {
    return proxy;
  }

  /// Fires the timers that are due. For the SIP loop, every [TimerWheel#TICK_MILLIS].
  public void tick(long nowMillis) {
    parts.wheel().advance(nowMillis);
  }

  /// For the SIP loop.
  public KnownSources knownSources() {
    return knownSources;
  }

  /// For the SIP loop.
  public Fuse fuse() {
    return fuse;
  }

  /// For the SIP loop.
  public NonceCounts nonceCounts() {
    return nonceCounts;
  }

  /// For the SIP loop.
  public Registrar registrar() {
    return registrar;
  }

  /// For the SIP loop.
  public UserAgentServer server() {
    return server;
  }
}
