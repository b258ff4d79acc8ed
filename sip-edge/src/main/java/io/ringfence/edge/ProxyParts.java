package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.proxy.ProxySettings;
import io.ringfence.edge.proxy.Siblings;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.resolve.ServerLocator;
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
  /// @param share of the bounds
  Proxy proxy(
      EventLoops.Loop loop,
      Siblings siblings,
      TimerWheel wheel,
      Accounts accounts,
      Registrar registrar,
      IntUnaryOperator share) {
    var random = new SecureRandom();
    return new Proxy(
        Admittance.domain(config),
        new ProxySettings(
            share.applyAsInt(config.proxy().maxTransactions()),
            config.proxy().maxTargets(),
            config.proxy().timerC(),
            config.proxy().upstreamPatience()),
        upstreams(config.upstreams().orElse(List.of())),
        accounts,
        registrar,
        loop.outbound(),
        new ServerLocator(loop.names(), random, wheel::now, config.proxy().upstreamSuspicion()),
        wheel,
        siblings,
        secrets,
        random);
  }

  private static List<SipUri> upstreams(List<String> configured) {
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
            "ringfence.sip.upstreams: %s: %s, such as sip:trunk.example.net"
                .formatted(text, e.reason()));
      }
    }
    return uris;
  }
}
