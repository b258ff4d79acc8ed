package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The same over every transport, with real sockets.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(TlsFolder.class)
class TransportsTest {

  private static final Duration SILENCE = Duration.ofMillis(300);
  private static final byte[] RINGING =
      "SIP/2.0 180 Ringing\r\n\r\n".getBytes(StandardCharsets.UTF_8);

  @Inject EdgeFixture edge;
  @Inject Core core;
  @Inject MeterRegistry metrics;

  @BeforeEach
  void ready() {
    edge.ready();
  }

  @ParameterizedTest
  @CsvSource({"UDP,1", "TCP,2", "TLS,3", "WS,4", "WSS,5"})
  void phoneRegisters_andIsReachedTheWayItCame(Transport transport, int host) throws IOException {
    registers(transport, "127.0.7." + host);
  }

  @ParameterizedTest
  @EnumSource(names = {"UDP", "TCP", "TLS", "WS", "WSS"})
  void phoneRegisters_overIpv6(Transport transport) throws IOException {
    Assumptions.assumeTrue(TlsFolder.hasIpv6(), "this machine has no ::1");
    registers(transport, "::1");
  }

  private void registers(Transport transport, String from) throws IOException {
    String account = transport.wireName() + from.replace(":", "-");
    edge.account(account, "secret");
    try (var phone = Phones.over(transport, from, edge)) {
      await().until(() -> phone.register(account, "secret", "SHA-256").status() == 200);

      var peer = core.registrar().bindings(account, Instant.now()).getFirst().peer();
      assertThat(peer.address()).isEqualTo(IpAddress.parse(from));
      assertThat(peer.transport()).isEqualTo(transport);
      assertThat(edge.onLoop(worker -> worker.outbound().send(RINGING.clone(), peer))).isTrue();
      assertThat(phone.receive(Duration.ofSeconds(3)).orElseThrow().status()).isEqualTo(180);
    }
    edge.deleteAccount(account);
  }

  @Test
  void failuresCount_whateverTransportsTheyCameOver() throws IOException {
    edge.policy(5, Duration.ofMinutes(10));
    String source = "127.0.7.20";
    var phones = new ArrayList<SipPhone>();
    try {
      for (var transport :
          List.of(Transport.UDP, Transport.TCP, Transport.TLS, Transport.WS, Transport.WSS)) {
        phones.add(Phones.over(transport, source, edge));
      }
      String nonce = phones.getFirst().register("700").nonce("MD5");
      for (var phone : phones) {
        assertThat(phone.answer("700", "wrong", "MD5", nonce).status()).isEqualTo(401);
      }
      for (var phone : phones) {
        phone.send(phone.message("OPTIONS", "1", SipPhone.branch(), 99, ""));
        assertThat(phone.receive(SILENCE)).isEmpty();
      }
    } finally {
      phones.forEach(SipPhone::close);
    }
    assertThat(metrics.get("ringfence_guesses_past_limit_total").functionCounter().count())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"TCP,32", "TLS,33", "WS,34", "WSS,35"})
  void blockClosesConnections_andNewOnesAreRefused(Transport transport, int host)
      throws IOException {
    String source = "127.0.7." + host;
    var block = block(source);
    try (var phone = Phones.over(transport, source, edge)) {
      assertThat(phone.register("700").status()).isEqualTo(401);

      edge.publish(Topics.BLOCKS, source, block);

      assertThat(phone.receive(Duration.ofSeconds(5))).isEmpty();
    }
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(isServed(transport, source)).isFalse());
    edge.delete(Topics.BLOCKS, source);
    await().atMost(Duration.ofSeconds(5)).until(() -> isServed(transport, source));
  }

  private boolean isServed(Transport transport, String source) {
    try (var phone = Phones.over(transport, source, edge)) {
      phone.send(phone.message("OPTIONS", "1", SipPhone.branch(), 1, ""));
      return phone.receive(SILENCE).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private static BlockDecision block(String source) {
    var now = Instant.now();
    return new BlockDecision(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        now,
        EventIds.next(),
        new BlockTarget.Ip(IpAddress.parse(source)),
        Set.of(Service.SIP),
        Rule.PASSWORD_GUESSING,
        Origin.GUARD,
        BlockState.ACTIVE,
        1,
        Evidence.NONE,
        now,
        null,
        null,
        null);
  }
}
