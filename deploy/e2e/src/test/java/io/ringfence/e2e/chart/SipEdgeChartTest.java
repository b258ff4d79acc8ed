package io.ringfence.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the chart tells sip-edge.
class SipEdgeChartTest {

  private final Chart chart = Chart.render(Map.of());

  @Test
  void listensForSip_onTheNodesOwnPort() {
    var edge = chart.workload("sip-edge");
    var ports = new ArrayList<String>();
    Chart.container(edge)
        .at("/ports")
        .forEach(
            port -> ports.add(port.at("/hostPort").asInt() + "/" + port.at("/protocol").asText()));

    assertThat(ports).contains("5060/UDP", "5060/TCP", "5066/TCP").doesNotContain("5061/TCP");
    assertThat(Chart.environment(edge, "RINGFENCE_BIND").at("/value").asText())
        .isEqualTo("0.0.0.0");
    assertThat(
            Chart.environment(edge, "RINGFENCE_SIP_NODE_ADDRESS")
                .at("/valueFrom/fieldRef/fieldPath")
                .asText())
        .isEqualTo("status.hostIP");
    assertThat(Chart.environment(edge))
        .contains("RINGFENCE_SIP_PORT", "RINGFENCE_SIP_DOMAIN", "RINGFENCE_SECRET_KEY")
        .doesNotContain("RINGFENCE_SIP_TLS_CERTIFICATE");
  }

  @Test
  void standsInFrontOfAPbx_whenItIsTold() {
    var rendered = Chart.render(Map.of("sip.role", "guard", "sip.pbx.uris[0]", "sip:10.0.0.5"));

    var edge = rendered.workload("sip-edge");
    assertThat(Chart.environment(edge, "RINGFENCE_SIP_ROLE").at("/value").asText())
        .isEqualTo("guard");
    assertThat(Chart.environment(edge, "RINGFENCE_SIP_PBX").at("/value").asText())
        .isEqualTo("sip:10.0.0.5");
    assertThat(Chart.environment(chart.workload("sip-edge"))).doesNotContain("RINGFENCE_SIP_PBX");
    assertThat(
            Chart.environment(rendered.workload("admin-api"), "RINGFENCE_SIP_ROLE")
                .at("/value")
                .asText())
        .isEqualTo("guard");
  }

  @Test
  void listensForTls_whenThereIsASecretWithACertificate() {
    var edge = Chart.render(Map.of("sip.tls.existingSecret", "sip-tls")).workload("sip-edge");

    assertThat(Chart.container(edge).at("/ports").toString()).contains("5061", "5067");
    assertThat(Chart.environment(edge, "RINGFENCE_SIP_TLS_CERTIFICATE").at("/value").asText())
        .isEqualTo("/tls/tls.crt");
    assertThat(Chart.container(edge).at("/volumeMounts").toString()).contains("/tls");
    assertThat(edge.at("/spec/template/spec/volumes").toString()).contains("sip-tls");
  }

  @Test
  void advertisesNothingAndHasNoUpstream_unlessTold() {
    assertThat(Chart.environment(chart.workload("sip-edge")))
        .doesNotContain("RINGFENCE_SIP_ADVERTISE", "RINGFENCE_SIP_UPSTREAMS");
  }

  @Test
  void tellsTheEdgeWhatToAdvertise_andItsUpstreamsInOrder() {
    var rendered =
        Chart.render(
            Map.of(
                "sip.advertise", "sip.example.org",
                "sip.upstreams[0]", "sip:trunk.example.org",
                "sip.upstreams[1]", "sip:192.0.2.7:5080;transport=udp"));
    var edge = rendered.workload("sip-edge");

    assertThat(Chart.environment(edge, "RINGFENCE_SIP_ADVERTISE").at("/value").asText())
        .isEqualTo("sip.example.org");
    assertThat(Chart.environment(edge, "RINGFENCE_SIP_UPSTREAMS").at("/value").asText())
        .isEqualTo("sip:trunk.example.org,sip:192.0.2.7:5080;transport=udp");
  }

  @Test
  void advertisesEachNodesOwnAddress_whenAsked() {
    var edge = Chart.render(Map.of("sip.advertise", "status.hostIP")).workload("sip-edge");

    assertThat(
            Chart.environment(edge, "RINGFENCE_SIP_ADVERTISE")
                .at("/valueFrom/fieldRef/fieldPath")
                .asText())
        .isEqualTo("status.hostIP");
  }

  @Test
  void showsSipToHomer_onlyWhenItIsToldWhere() {
    assertThat(Chart.environment(Chart.render(Map.of()).workload("sip-edge")))
        .doesNotContain("RINGFENCE_SIP_HEP_TARGET", "RINGFENCE_SIP_HEP_PASSWORD");
    var edge =
        Chart.render(
                Map.of(
                    "sip.homer.target",
                    "heplify.homer.svc:9060",
                    "sip.homer.existingSecret",
                    "our-homer"))
            .workload("sip-edge");

    assertThat(Chart.environment(edge, "RINGFENCE_SIP_HEP_TARGET").at("/value").asText())
        .isEqualTo("heplify.homer.svc:9060");
    assertThat(
            Chart.environment(edge, "RINGFENCE_SIP_HEP_PASSWORD")
                .at("/valueFrom/secretKeyRef/name")
                .asText())
        .isEqualTo("our-homer");
  }
}
