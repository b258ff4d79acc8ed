package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.proxy.ProxySettings;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.resolve.Names;
import io.ringfence.edge.resolve.ServerLocator;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.timer.TimerWheel;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// What the proxy is made of.
@Singleton
class ProxyParts {

  private final SipConfig config;
  private final Node node;
  private final Outbound outbound;
  private final Names names;
  private final TimerWheel wheel;

  ProxyParts(SipConfig config, Node node, Outbound outbound, Names names, InstantSource clock) {
    this.config = config;
    this.node = node;
    this.outbound = outbound;
    this.names = names;
    this.wheel = new TimerWheel(clock.millis());
  }

  Outbound outbound() {
    return outbound;
  }

  TimerWheel wheel() {
    return wheel;
  }

  Proxy proxy(Accounts accounts, Registrar registrar, CallControl calls) {
    var random = new SecureRandom();
    var locator = new ServerLocator(names, random, wheel::now, config.proxy().upstreamSuspicion());
    return new Proxy(
        Admittance.domain(config),
        new ProxySettings(
            config.proxy().maxTransactions(),
            config.proxy().maxTargets(),
            config.proxy().timerC(),
            config.proxy().upstreamPatience()),
        upstreams(config.upstreams().orElse(List.of())),
        accounts,
        registrar,
        calls,
        outbound,
        locator,
        wheel,
        node.masterKey().derive("flow", "HmacSHA256"),
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
