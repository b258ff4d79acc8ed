package io.ringfence.edge.netty;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.HepSettings;
import io.ringfence.edge.Node;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.hep.HepPacket;
import io.ringfence.edge.hep.HepPacket.Endpoint;
import io.ringfence.edge.hep.HepPacket.Kind;
import io.ringfence.edge.hep.Redaction;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.uas.Capture;
import io.ringfence.edge.uas.Result;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends SIP messages, and what was decided about them, to Homer. A packet is one call of the
/// kernel's, which takes it or not: nothing waits and nothing is kept here. For several threads.
@Singleton
public class HepExport implements Capture {

  private static final Logger LOG = Logger.getLogger(HepExport.class);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final HepSettings settings;
  private final @Nullable HepTarget target;
  private final LocalEnds here;
  private final String node;
  private final String key;
  private final Counter sent;
  private final Counter dropped;
  private volatile @Nullable DatagramChannel channel;
  private @Nullable Thread lookup;

  @Inject
  HepExport(
      SipConfig config,
      @ConfigProperty(name = "ringfence.bind") String bind,
      Node node,
      MeterRegistry registry) {
    this(config, BindAddresses.parse(bind), node.name(), registry);
  }

  HepExport(SipConfig config, BindAddresses bind, String node, MeterRegistry registry) {
    this.settings = config.hep();
    this.target = settings.target().map(HepTarget::parse).orElse(null);
    this.here = LocalEnds.of(config, bind);
    this.node = node;
    this.key = settings.password().orElse("");
    this.sent = registry.counter("ringfence_hep_packets_total", "result", "sent");
    this.dropped = registry.counter("ringfence_hep_packets_total", "result", "dropped");
  }

  @Override
  public boolean isOn() {
    return target != null && (settings.messages() || settings.verdicts());
  }

  void start(@Observes StartupEvent event) {
    var to = target;
    if (to == null || !isOn()) {
      return;
    }
    lookup = Thread.ofPlatform().daemon().name("hep").start(() -> follow(to));
  }

  boolean isConnected() {
    return channel != null;
  }

  /// Its name may come to mean another address.
  private void follow(HepTarget to) {
    try {
      while (true) {
        Thread.sleep(connect(to) ? LOOK_AGAIN : RETRY);
      }
    } catch (InterruptedException e) {
      LOG.debug("no more looked up");
    }
  }

  private boolean connect(HepTarget to) {
    try {
      var address = to.address();
      var current = channel;
      if (current == null || !address.equals(current.getRemoteAddress())) {
        channel = open(address);
        close(current);
        LOG.infof("SIP is shown to %s by HEP3", address);
      }
      return true;
    } catch (IOException e) {
      LOG.warnf("the HEP3 collector %s cannot be reached: %s", to, e.getMessage());
      return false;
    }
  }

  private static DatagramChannel open(SocketAddress address) throws IOException {
    var opened = DatagramChannel.open();
    opened.configureBlocking(false);
    return opened.connect(address);
  }

  private static void close(@Nullable DatagramChannel old) {
    try {
      if (old != null) {
        old.close();
      }
    } catch (IOException e) {
      LOG.debug("a socket could not be closed", e);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    var thread = lookup;
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public void received(byte[] message, Peer from, Instant now) {
    if (settings.messages()) {
      send(sip(endpoint(from), here.towards(from), from, message, now));
    }
  }

  @Override
  public void sent(byte[] message, Peer to, Instant now) {
    if (settings.messages()) {
      send(sip(here.towards(to), endpoint(to), to, message, now));
    }
  }

  private HepPacket sip(Endpoint from, Endpoint to, Peer peer, byte[] message, Instant now) {
    byte[] shown = settings.secrets() ? message : Redaction.of(message);
    return new HepPacket(Kind.SIP, !peer.isConnected(), from, to, now, shown, null);
  }

  @Override
  public void decided(SipRequest request, Peer from, Result result, Instant now) {
    if (settings.verdicts()) {
      var said = new LinkedHashMap<String, Object>();
      said.put("edge", node);
      said.put("method", request.methodName());
      said.put("verdict", result.label());
      said.put("transport", from.transport().wireName());
      log(from, said, request.callId(), now);
    }
  }

  /// Of several that are told as one there is no call.
  @Override
  public void attempted(AuthenticationAttempt attempt) {
    String callId = attempt.callId();
    if (settings.verdicts() && callId != null) {
      var reason = attempt.reason();
      var said = new LinkedHashMap<String, Object>();
      said.put("edge", node);
      said.put("login", attempt.outcome().wireName());
      said.put("reason", reason == null ? "none" : reason.wireName());
      said.put("account", attempt.account());
      said.put("count", attempt.count());
      var from = new Peer(attempt.source(), attempt.sourcePort(), attempt.transport());
      log(from, said, callId, attempt.occurredAt());
    }
  }

  private void log(Peer from, Object said, String callId, Instant now) {
    boolean isDatagram = from.transport() == Transport.UDP;
    send(
        new HepPacket(
            Kind.LOG,
            isDatagram,
            endpoint(from),
            here.towards(from),
            now,
            Json.write(said),
            callId));
  }

  private static Endpoint endpoint(Peer peer) {
    return new Endpoint(peer.address(), peer.port());
  }

  private void send(HepPacket packet) {
    var current = channel;
    try {
      boolean isTaken =
          current != null
              && current.write(ByteBuffer.wrap(packet.encoded(settings.captureId(), key))) > 0;
      (isTaken ? sent : dropped).increment();
    } catch (IOException e) {
      dropped.increment();
    }
  }
}
