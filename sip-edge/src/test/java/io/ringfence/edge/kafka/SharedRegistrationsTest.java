package io.ringfence.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.Core;
import io.ringfence.edge.EdgeFixture;
import io.ringfence.edge.NodeAddress;
import io.ringfence.edge.OtherEdge;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two edges on one real bus: the service under test, `test-node`, and another.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class SharedRegistrationsTest {

  private static final String OTHER = "192.0.2.2:5060";
  private static final Peer PEER = new Peer(IpAddress.parse("192.0.2.77"), 5060, Transport.UDP);

  @Inject EdgeFixture fixture;
  @Inject Core core;
  @Inject SipConfig config;

  @ConfigProperty(name = "ringfence.secret-key")
  String secretKey;

  private Follower other;

  /// An edge's core with its own way to the bus.
  private final class Follower implements AutoCloseable {

    private final Bus bus = new Bus(fixture.bootstrapServers(), new SimpleMeterRegistry());
    private final KafkaBindings bindings = new KafkaBindings(bus, config, new NodeAddress(OTHER));
    private final Core core;
    private final CompactedTopic topic;

    Follower(String name) {
      core = OtherEdge.core(config, name, secretKey, bindings);
      topic =
          CompactedTopic.follow(
              fixture.bootstrapServers(),
              Topics.REGISTRATIONS,
              new RegistrationFollower(core, bindings, InstantSource.system(), bus));
      topic.caughtUp().join();
    }

    @Override
    public void close() {
      topic.close();
      bindings.stop(null);
      bus.close();
    }
  }

  @BeforeEach
  void start() {
    fixture.ready();
    other = new Follower("other-node");
  }

  @AfterEach
  void stop() {
    other.close();
  }

  private static List<Binding> bindings(Core edge, String account) {
    return edge.registrar().bindings(account, Instant.now());
  }

  private static List<String> edges(Core edge, String account) {
    return bindings(edge, account).stream().map(Binding::edge).toList();
  }

  private static void register(Core edge, String account, String callId, int cseq, String contact) {
    var request = request(account, callId, cseq, contact);
    edge.registrar().register(account, request, PEER, Instant.now());
  }

  private static SipRequest request(String account, String callId, int cseq, String contact) {
    String message =
        """
        REGISTER sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP a
        From: <sip:%s@ringfence.local>;tag=1
        To: <sip:%s@ringfence.local>
        Call-ID: %s
        CSeq: %d REGISTER
        Supported: path, outbound
        Path: <sip:edge.example.org;lr;ob>
        Contact: %s

        """
            .formatted(account, account, callId, cseq, contact);
    var parsed = new SipParser(SipLimits.DEFAULT).parse(message.getBytes(StandardCharsets.UTF_8));
    return ((Parsed.Request) parsed).request();
  }

  @Test
  void phoneRegisteredHere_isKnownThere_withAllThatACallNeeds() throws IOException {
    fixture.account("130", "secret");
    try (var phone = SipPhone.udp("127.0.0.130", fixture.port())) {
      await().until(() -> phone.register("130", "secret", "MD5").status() == 200);

      await().until(() -> edges(other.core, "130").equals(List.of("test-node")));

      assertThat(bindings(other.core, "130").getFirst().peer().port()).isEqualTo(phone.port());
    }
  }

  @Test
  void flowPathAndPreferenceTravel_andANewerRegisterThereTakesTheFlowOver() {
    String flow = ";q=0.5;reg-id=1;+sip.instance=\"<urn:uuid:131>\"";
    register(other.core, "131", "one", 1, "<sip:131@192.0.2.77:1>" + flow);

    await().until(() -> edges(core, "131").equals(List.of("other-node")));
    var here = bindings(core, "131").getFirst();
    assertThat(here.reachedAt()).isEqualTo(OTHER);
    var there = bindings(other.core, "131").getFirst();
    assertThat(here.flow()).isEqualTo(there.flow()).isNotNull();
    assertThat(here.q()).isEqualTo(500);
    assertThat(here.path()).containsExactly("<sip:edge.example.org;lr;ob>");
    assertThat(here.peer()).isEqualTo(PEER);

    register(core, "131", "one", 2, "<sip:131@192.0.2.77:2>" + flow);
    await().until(() -> edges(other.core, "131").equals(List.of("test-node")));
    assertThat(bindings(other.core, "131").getFirst().contact()).isEqualTo("sip:131@192.0.2.77:2");
  }

  @Test
  void unbindingAtEitherEdge_unbindsAtBoth_andARestartedEdgeKnowsWhatIsLeft() {
    register(other.core, "132", "one", 1, "<sip:132@192.0.2.77:1>");
    register(other.core, "132", "two", 1, "<sip:132@192.0.2.77:2>");
    await().until(() -> edges(core, "132").size() == 2);

    register(core, "132", "one", 2, "<sip:132@192.0.2.77:1>;expires=0");

    await().until(() -> edges(other.core, "132").size() == 1);
    try (var restarted = new Follower("other-node")) {
      await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(5))
          .until(() -> bindings(restarted.core, "132").size() == 1);
      assertThat(bindings(restarted.core, "132").getFirst().contact())
          .isEqualTo("sip:132@192.0.2.77:2");
    }
  }

  @Test
  void ownEcho_bringsNothingBackThatIsOver() {
    register(other.core, "133", "one", 1, "<sip:133@192.0.2.77:1>");
    other.core.registrar().dropAll("133");

    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(5))
        .until(() -> bindings(other.core, "133").isEmpty());
    await().until(() -> bindings(core, "133").isEmpty());
  }
}
