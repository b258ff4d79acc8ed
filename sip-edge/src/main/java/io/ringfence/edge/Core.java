package io.ringfence.edge;

import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Blocks;
import io.ringfence.edge.admission.KnownSources;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.digest.Nonces;
import io.ringfence.edge.fuse.Fuse;
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
  private final Registrar registrar;
  private final ProxyParts parts;
  private final Proxy proxy;
  private final UserAgentServer server;

  Core(
      SipConfig config,
      Node node,
      Readiness readiness,
      Bindings bindings,
      Attempts attempts,
      Tally tally,
      ProxyParts parts) {
    var random = new SecureRandom();
    this.readiness = readiness;
    this.blocks = Admittance.blocks(config.memory(), random.nextLong());
    this.admission = new Admission(blocks);
    this.knownSources = Admittance.knownSources(config, random.nextLong());
    this.parts = parts;
    this.fuse = new Fuse(config.memory().failingSources());
    this.registrar = new Registrar(limits(config.register()), bindings, node.name());
    this.proxy = parts.proxy(accounts, registrar);
    var nonces =
        new Nonces(
            node.masterKey().derive("nonce", "HmacSHA256"),
            config.nonceLifetime(),
            new SplittableRandom(random.nextLong()));
    this.server =
        new UserAgentServer(
            config.domain(),
            node.name(),
            new UserAgentServer.Limits(
                limits(config.message()),
                config.memory().transactions(),
                config.memory().refusedSources()),
            readiness::canDecide,
            admission,
            Admittance.rates(config, random.nextLong()),
            Admittance.screening(config.admission()),
            knownSources,
            fuse,
            new Authenticator(
                config.domain(), accounts, nonces, Pattern.compile(config.md5OnlyAgents())),
            registrar,
            proxy,
            attempts,
            tally,
            random.nextLong());
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
        register.minExpires(),
        register.maxExpires(),
        register.defaultExpires());
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
  public Registrar registrar() {
    return registrar;
  }

  /// For the SIP loop.
  public UserAgentServer server() {
    return server;
  }
}
