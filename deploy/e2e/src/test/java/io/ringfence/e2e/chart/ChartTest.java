package io.ringfence.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {

  private static final Set<String> SERVICES =
      Set.of("sip-edge", "auth-guard", "firewall-service", "notifier", "admin-api");
  private static final List<String> POSTGRES =
      List.of(
          "RINGFENCE_POSTGRES_HOST",
          "RINGFENCE_POSTGRES_PORT",
          "RINGFENCE_POSTGRES_DATABASE",
          "RINGFENCE_POSTGRES_USER",
          "RINGFENCE_POSTGRES_PASSWORD");

  private static final Pattern READ = Pattern.compile("\\$\\{(RINGFENCE_[A-Z_]+)[:}]");
  private static final Pattern REQUIRED = Pattern.compile("\\$\\{(RINGFENCE_[A-Z_]+)}");

  private final Chart chart = Chart.render(Map.of());

  @Test
  void isLinted_strictly() {
    var lint = Chart.helm().lint().strict().call();

    assertThat(lint.getMessages())
        .noneMatch(line -> line.contains("[WARNING]") || line.contains("[ERROR]"));
    assertThat(lint.isFailed()).isFalse();
  }

  @Test
  void hasEveryService_asTheKindItsWorkAsksFor() {
    assertThat(
            chart.workloads().stream()
                .collect(
                    Collectors.toMap(Chart::component, workload -> workload.at("/kind").asText())))
        .isEqualTo(
            Map.of(
                "sip-edge", "DaemonSet",
                "firewall-service", "DaemonSet",
                "auth-guard", "StatefulSet",
                "notifier", "Deployment",
                "admin-api", "Deployment"));
  }

  @Test
  void locksEveryContainerDown() {
    for (var workload : chart.workloads()) {
      var container = Chart.container(workload);
      var security = container.at("/securityContext");
      assertThat(security.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(security.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(texts(security.at("/capabilities/drop"))).containsExactly("ALL");
      assertThat(workload.at("/spec/template/spec/automountServiceAccountToken").asBoolean(true))
          .isFalse();
      assertThat(workload.at("/spec/template/spec/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
      if (!Chart.component(workload).equals("firewall-service")) {
        assertThat(workload.at("/spec/template/spec/securityContext/runAsNonRoot").asBoolean())
            .as(Chart.component(workload))
            .isTrue();
        assertThat(security.at("/capabilities/add").isMissingNode()).isTrue();
      }
    }
  }

  @Test
  void asksEveryServiceForItsHealth_atItsManagementPort() {
    var ports =
        Map.of(
            "sip-edge", 9001,
            "auth-guard", 9002,
            "firewall-service", 9003,
            "notifier", 9004,
            "admin-api", 9005);
    for (var workload : chart.workloads()) {
      String service = Chart.component(workload);
      var container = Chart.container(workload);
      assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
      assertThat(container.at("/readinessProbe/httpGet/path").asText())
          .isEqualTo("/q/health/ready");
      assertThat(container.at("/readinessProbe/httpGet/port").asText()).isEqualTo("management");
      assertThat(container.at("/ports/0/name").asText()).isEqualTo("management");
      assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(ports.get(service));
      String variable = "RINGFENCE_" + service.toUpperCase(Locale.ROOT).replace('-', '_') + "_PORT";
      assertThat(Chart.environment(workload, variable).at("/value").asText())
          .isEqualTo(ports.get(service).toString());
    }
  }

  @Test
  void putsTheEnforcersOnTheHostsNetwork_eachNamedAfterItsNode() {
    for (String service : List.of("sip-edge", "firewall-service")) {
      var workload = chart.workload(service);
      assertThat(workload.at("/spec/template/spec/hostNetwork").asBoolean()).isTrue();
      assertThat(workload.at("/spec/template/spec/dnsPolicy").asText())
          .isEqualTo("ClusterFirstWithHostNet");
      assertThat(
              Chart.environment(workload, "RINGFENCE_NODE")
                  .at("/valueFrom/fieldRef/fieldPath")
                  .asText())
          .isEqualTo("spec.nodeName");
      assertThat(
              Chart.environment(workload, "RINGFENCE_MANAGEMENT_BIND")
                  .at("/valueFrom/fieldRef/fieldPath")
                  .asText())
          .isEqualTo("status.podIP");
    }
    for (String service : List.of("auth-guard", "notifier", "admin-api")) {
      assertThat(chart.workload(service).at("/spec/template/spec/hostNetwork").asBoolean())
          .isFalse();
    }
  }

  @Test
  void letsTheFirewallDoNothingButAdministerTheNetwork() {
    var firewall = chart.workload("firewall-service");

    assertThat(texts(Chart.container(firewall).at("/securityContext/capabilities/add")))
        .containsExactly("NET_ADMIN");
    assertThat(Chart.container(firewall).at("/securityContext/privileged").isMissingNode())
        .isTrue();
    assertThat(Chart.environment(firewall, "RINGFENCE_FIREWALL_BACKEND").at("/value").asText())
        .isEqualTo("nftables");
    assertThat(Chart.environment(firewall)).doesNotContainAnyElementsOf(POSTGRES);
  }

  @Test
  void takesSecretsFromSecretsThatAreThereAlready() {
    var rendered =
        Chart.render(
            Map.of(
                "postgres.existingSecret", "our-postgres",
                "postgres.passwordKey", "pw",
                "secretKey.existingSecret", "our-key",
                "mail.existingSecret", "our-mail"));

    assertThat(rendered.of("Secret")).isEmpty();
    for (String service : List.of("sip-edge", "auth-guard", "notifier", "admin-api")) {
      var workload = rendered.workload(service);
      assertThat(Chart.environment(workload)).containsAll(POSTGRES);
      var password = Chart.environment(workload, "RINGFENCE_POSTGRES_PASSWORD");
      assertThat(password.at("/valueFrom/secretKeyRef/name").asText()).isEqualTo("our-postgres");
      assertThat(password.at("/valueFrom/secretKeyRef/key").asText()).isEqualTo("pw");
    }
    for (String service : List.of("sip-edge", "admin-api")) {
      assertThat(
              Chart.environment(rendered.workload(service), "RINGFENCE_SECRET_KEY")
                  .at("/valueFrom/secretKeyRef/name")
                  .asText())
          .isEqualTo("our-key");
    }
    assertThat(
            Chart.environment(rendered.workload("notifier"), "RINGFENCE_SMTP_PASSWORD")
                .at("/valueFrom/secretKeyRef/name")
                .asText())
        .isEqualTo("our-mail");
  }

  @Test
  void setsWhatAServiceCannotStartWithout_andNothingThatNobodyReads() throws IOException {
    var read = new HashSet<String>();
    for (String service : SERVICES) {
      String settings =
          Files.readString(
              Chart.projectRoot()
                  .resolve(service)
                  .resolve("src/main/resources/application.properties"));
      READ.matcher(settings).results().forEach(variable -> read.add(variable.group(1)));
      var required =
          REQUIRED.matcher(settings).results().map(variable -> variable.group(1)).toList();
      assertThat(Chart.environment(chart.workload(service))).as(service).containsAll(required);
    }
    for (var workload : chart.workloads()) {
      assertThat(read).as(Chart.component(workload)).containsAll(Chart.environment(workload));
    }
  }

  @Test
  void keepsTheGuardsState_onAVolumeOfItsOwn() {
    var guard = chart.workload("auth-guard");

    assertThat(guard.at("/spec/volumeClaimTemplates/0/metadata/name").asText()).isEqualTo("data");
    assertThat(Chart.environment(guard, "RINGFENCE_DATA_DIR").at("/value").asText())
        .isEqualTo("/data");
    assertThat(guard.at("/spec/serviceName").asText())
        .isEqualTo(chart.one("Service", "pbx-auth-guard").at("/metadata/name").asText());
  }

  @Test
  void tellsTheGuardOfLists_withTheirKeysFromSecrets() {
    assertThat(Chart.environment(chart.workload("auth-guard")))
        .noneMatch(name -> name.startsWith("RINGFENCE_FEEDS"));

    var guard =
        Chart.render(
                Map.of(
                    "authGuard.feeds.mine.url", "https://lists.example.org/sip.txt",
                    "authGuard.feeds.mine.maxEntries", 1_500_000,
                    "authGuard.feeds.mine.own[0]", "192.0.2.7",
                    "authGuard.feeds.mine.own[1]", "2001:db8::/32",
                    "authGuard.feeds.apiban.url", "https://apiban.org/api",
                    "authGuard.feeds.apiban.kind", "apiban",
                    "authGuard.feeds.apiban.existingSecret", "apiban"))
            .workload("auth-guard");

    var expected =
        Map.of(
            "RINGFENCE_FEEDS_MINE_URL", "https://lists.example.org/sip.txt",
            "RINGFENCE_FEEDS_MINE_MAX_ENTRIES", "1500000",
            "RINGFENCE_FEEDS_MINE_OWN", "192.0.2.7,2001:db8::/32",
            "RINGFENCE_FEEDS_APIBAN_URL", "https://apiban.org/api",
            "RINGFENCE_FEEDS_APIBAN_KIND", "apiban");
    expected.forEach(
        (name, value) ->
            assertThat(Chart.environment(guard, name).at("/value").asText())
                .as(name)
                .isEqualTo(value));
    assertThat(
            Chart.environment(guard, "RINGFENCE_FEEDS_APIBAN_KEY")
                .at("/valueFrom/secretKeyRef/name")
                .asText())
        .isEqualTo("apiban");
  }

  @Test
  void writesOnlyIntoVolumes() {
    for (var workload : chart.workloads()) {
      var volumes = new HashSet<String>();
      workload
          .at("/spec/template/spec/volumes")
          .forEach(volume -> volumes.add(volume.at("/name").asText()));
      workload
          .at("/spec/volumeClaimTemplates")
          .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
      Chart.container(workload)
          .at("/volumeMounts")
          .forEach(mount -> assertThat(volumes).contains(mount.at("/name").asText()));
    }
  }

  @Test
  void givesEveryServiceAnAccountAndANetworkName_andSparesOnePodInDisruptions() {
    var names = SERVICES.stream().map(service -> "pbx-" + service).collect(Collectors.toSet());

    assertThat(namesOf("ServiceAccount")).isEqualTo(names);
    assertThat(namesOf("Service")).isEqualTo(names);
    assertThat(namesOf("PodDisruptionBudget"))
        .isEqualTo(Set.of("pbx-auth-guard", "pbx-notifier", "pbx-admin-api"));
  }

  @Test
  void selectsItsOwnPodsOnly() {
    for (var workload : chart.workloads()) {
      var selector = workload.at("/spec/selector/matchLabels");
      assertThat(selector).isNotEmpty();
      selector
          .properties()
          .forEach(
              label ->
                  assertThat(workload.at("/spec/template/metadata/labels").get(label.getKey()))
                      .isEqualTo(label.getValue()));
      assertThat(selector.get("app.kubernetes.io/component").asText()).isIn(SERVICES);
      assertThat(selector.get("app.kubernetes.io/instance").asText()).isEqualTo("pbx");
    }
    assertThat(chart.all())
        .allSatisfy(o -> assertThat(o.at("/metadata/namespace").asText()).isEqualTo("voice"));
  }

  @Test
  void monitorsAndWallsOff_onlyWhenAsked() {
    assertThat(chart.of("ServiceMonitor")).isEmpty();
    assertThat(chart.of("NetworkPolicy")).isEmpty();

    var asked = Chart.render(Map.of("serviceMonitor.enabled", true, "networkPolicy.enabled", true));

    assertThat(asked.of("ServiceMonitor")).hasSize(1);
    assertThat(asked.one("ServiceMonitor", "pbx").at("/spec/endpoints/0/path").asText())
        .isEqualTo("/q/metrics");
    assertThat(asked.of("NetworkPolicy")).hasSize(3);
  }

  @Test
  void namesImagesByRegistryRepositoryAndTag() {
    assertThat(Chart.container(chart.workload("notifier")).at("/image").asText())
        .isEqualTo("ringfence/notifier:0.1.0-SNAPSHOT");
    var other =
        Chart.render(
            Map.of(
                "image.registry",
                "registry.example.org",
                "image.repository",
                "pbx/ringfence",
                "image.tag",
                "1.2"));
    assertThat(Chart.container(other.workload("sip-edge")).at("/image").asText())
        .isEqualTo("registry.example.org/pbx/ringfence/sip-edge:1.2");
  }

  @ParameterizedTest
  @CsvSource({
    "firewall.backend,iptables",
    "sip.port,70000",
    "sip.port,80",
    "sip.role,proxy",
    "sip.pbx.returnRoute,none",
    "sip.tls.clientCertificates,maybe",
    "sip.webSocket.securePort,443",
    "sip.homer.target,homer",
    "sip.advertise,two words",
    "sip.upstreams[0],trunk.example.org",
    "sip.upstreams,sip:trunk.example.org",
    "kafka.bootstrap,kafka",
    "postgres.host,",
    "postgres.existingSecret,",
    "secretKey.existingSecret,Not A Name",
    "authGuard.replicas,7",
    "authGuard.replicas,0",
    "authGuard.feeds.block-list.url,https://example.org/list",
    "authGuard.feeds.mine.url,http://example.org/list",
    "authGuard.feeds.mine.refresh,PT1H",
    "mail.from,nobody",
    "image.pullPolicy,Sometimes",
    "adminApi.persistence.size,much",
    "notifier.replica,2",
    "serviceMonitor.enabled,yes please",
  })
  void refusesBadValues(String key, String value) {
    assertThatThrownBy(() -> Chart.render(Map.of(key, value == null ? "" : value)))
        .hasMessageContaining("values don't meet the specifications of the schema");
  }

  private Set<String> namesOf(String kind) {
    return chart.of(kind).stream()
        .map(object -> object.at("/metadata/name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
