package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.proxy.ProxySettings;
import io.ringfence.edge.proxy.Siblings;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.resolve.ServerLocator;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.timer.TimerWheel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// What the proxies are made of.
final class ProxyParts {

  private final SipConfig config;
  private final Proxy.Secrets secrets;

  ProxyParts(SipConfig config, Node node) {
    this.config = config;
    this.secrets =
        new Proxy.Secrets(
            node.masterKey().derive("flow", "HmacSHA256"), new SecureRandom().nextLong());
  }

  /// An event loop's proxy.
  ///
  /// @param outbound of the loop
  /// @param share of the bounds
  Proxy proxy(
      EventLoops.Loop loop,
      Outbound outbound,
      Siblings siblings,
      TimerWheel wheel,
      Accounts accounts,
      Registrar registrar,
      CallControl calls,
      IntUnaryOperator share) {
    var random = new SecureRandom();
    return new Proxy(
        Admittance.domain(config),
        new ProxySettings(
            share.applyAsInt(config.proxy().maxTransactions()),
            share.applyAsInt(config.proxy().maxTransactionsPerSender()),
            config.proxy().maxTargets(),
            config.proxy().timerC(),
            config.proxy().upstreamPatience(),
            config.proxy().dialogLifetime(),
            config.proxy().groupPatience(),
            Guarding.returnRoute(config)),
        servers(),
        accounts,
        registrar,
        calls,
        outbound,
        new ServerLocator(loop.names(), random, wheel::now, config.proxy().upstreamSuspicion()),
        wheel,
        siblings,
        secrets,
        random);
  }

  /// What is behind us: the PBX that owns the accounts, or what leads to the outer world.
  private List<SipUri> servers() {
    return Guarding.isOn(config)
        ? uris("pbx.uris", config.pbx().uris().orElse(List.of()))
        : uris("upstreams", config.upstreams().orElse(List.of()));
  }

  private static List<SipUri> uris(String key, List<String> configured) {
    var uris = new ArrayList<SipUri>(configured.size());
    for (String text : configured) {
      try {
        var uri = SipUri.parse(text);
        if (!uri.isSip() || uri.hasHeaders()) {
          throw new SipParseException("not a SIP URI");
        }
        uris.add(uri);
      } catch (SipParseException e) {
        throw new ConfigurationException(
            "ringfence.sip.%s: %s: %s, such as sip:trunk.example.net"
                .formatted(key, text, e.reason()));
      }
    }
    return uris;
  }
}
