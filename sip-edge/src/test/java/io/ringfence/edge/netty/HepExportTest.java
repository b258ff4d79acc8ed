package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.hep.HepReader;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.uas.Bench;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a collector gets, over a real socket.
class HepExportTest {

  private final DatagramSocket collector = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Bench bench = new Bench("ringfence.local", "100", "secret");
  private HepExport export;

  HepExportTest() throws IOException {
    collector.setSoTimeout(5_000);
  }

  @AfterEach
  void stop() {
    if (export != null) {
      export.stop(null);
    }
    collector.close();
  }

  private HepExport export(String... more) {
    var builder =
        new SmallRyeConfigBuilder()
            .withMapping(SipConfig.class)
            .withDefaultValues(
                Map.of(
                    "ringfence.sip.advertise",
                    "203.0.113.1",
                    "ringfence.sip.hep.target",
                    "127.0.0.1:" + collector.getLocalPort()));
    for (int i = 0; i < more.length; i += 2) {
      builder.withDefaultValue("ringfence.sip." + more[i], more[i + 1]);
    }
    var config = builder.build().getConfigMapping(SipConfig.class);
    var bind = BindAddresses.parse("0.0.0.0");
    export = new HepExport(config, bind, "edge-1", metrics);
    export.start(null);
    Awaitility.await().until(() -> !export.isOn() || export.isConnected());
    bench.server.captureBy(export);
    return export;
  }

  private HepReader next() throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    collector.receive(packet);
    return HepReader.read(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  private static String register(String more) {
    return """
        REGISTER sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bKa;rport
        From: <sip:100@ringfence.local>;tag=1
        To: <sip:100@ringfence.local>
        Call-ID: call-1
        CSeq: 1 REGISTER
        """
            .replace("\n", "\r\n")
        + more
        + "\r\n";
  }

  @Test
  void messagesAndVerdicts_arriveInTheirOrder_withoutSecrets() throws IOException {
    export("hep.password", "key", "hep.capture-id", "7");

    bench.send(register("Authorization: Digest response=\"0123\", realm=\"other\"\r\n"));

    var request = next();
    assertThat(request.type()).isEqualTo(1);
    assertThat(request.protocol()).isEqualTo(17);
    assertThat(request.from()).isEqualTo("192.0.2.7");
    assertThat(request.fromPort()).isEqualTo(5060);
    assertThat(request.to()).isEqualTo("203.0.113.1");
    assertThat(request.toPort()).isEqualTo(5060);
    assertThat(request.at()).isEqualTo(bench.now);
    assertThat(request.agent()).isEqualTo(7);
    assertThat(request.key()).isEqualTo("key");
    assertThat(request.payload())
        .isEqualTo(register("Authorization: Digest response=\"xxxx\", realm=\"other\"\r\n"));
    var verdict = next();
    assertThat(verdict.type()).isEqualTo(100);
    assertThat(verdict.correlation()).isEqualTo("call-1");
    assertThat(verdict.payload())
        .isEqualTo(
            "{\"edge\":\"edge-1\",\"method\":\"REGISTER\",\"verdict\":\"challenged\",\"transport\":\"udp\"}");
    var answer = next();
    assertThat(answer.payload()).startsWith("SIP/2.0 401 ");
    assertThat(answer.from()).isEqualTo("203.0.113.1");
    assertThat(answer.to()).isEqualTo("192.0.2.7");
    assertThat(metrics.counter("ringfence_hep_packets_total", "result", "sent").count())
        .isEqualTo(3);
  }

  @Test
  void logins_areToldWithTheirReason() throws IOException {
    var told = export("hep.messages", "false");
    Peer peer = Bench.PEER;

    told.attempted(
        AuthenticationAttempt.observed(
            bench.now,
            Service.SIP,
            Outcome.REJECTED,
            Reason.BAD_CREDENTIALS,
            peer.address(),
            peer.port(),
            peer.transport(),
            "100\r\nX: y",
            "realm",
            "REGISTER",
            null,
            "call-2",
            "edge-1",
            true));
    bench.send(register(""));

    var login = next();
    assertThat(login.correlation()).isEqualTo("call-2");
    assertThat(login.payload())
        .contains("\"login\":\"rejected\",\"reason\":\"bad-credentials\"")
        .doesNotContain("\n");
    assertThat(next().payload()).contains("\"verdict\":\"challenged\"");
    assertThat(metrics.counter("ringfence_hep_packets_total", "result", "sent").count())
        .as("no message")
        .isEqualTo(2);
  }

  @Test
  void nobodyWhoListens_isCounted_andHarmsNothing() {
    var unheard = export();
    collector.close();

    Awaitility.await()
        .untilAsserted(
            () -> {
              unheard.sent(new byte[] {1}, Bench.PEER, bench.now);
              assertThat(
                      metrics.counter("ringfence_hep_packets_total", "result", "dropped").count())
                  .isPositive();
            });
    assertThat(bench.send(register(""))).startsWith("SIP/2.0 401 ");
  }

  @Test
  void isOff_withoutATarget_andSaysWhatATargetIs() {
    assertThat(export("hep.target", "").isOn()).isFalse();
    assertThatThrownBy(() -> HepTarget.parse("homer.example.net"))
        .hasMessageContaining("host:port expected");
    assertThat(HepTarget.parse("[::1]:9060")).isEqualTo(new HepTarget("[::1]", 9060));
  }
}
