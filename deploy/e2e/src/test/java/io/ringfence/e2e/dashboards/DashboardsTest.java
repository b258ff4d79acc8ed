package io.ringfence.e2e.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is shown and alerted on is really measured.
class DashboardsTest {

  private static final Path ROOT = projectRoot();
  private static final Path DASHBOARDS = ROOT.resolve("deploy/dashboards");
  private static final List<String> SERVICES =
      List.of("sip-edge", "auth-guard", "firewall-service", "notifier", "admin-api");

  private static final Pattern METRIC = Pattern.compile("\\bringfence_[a-z_]+");
  private static final Pattern LITERAL = Pattern.compile("\"(ringfence[._][a-z._]+)\"");

  /// What Micrometer's names get on their way to Prometheus.
  private static final Pattern SUFFIX =
      Pattern.compile("(_(bucket|count|sum|max|total|seconds))+$");

  @Test
  void everyMetricIsInTheCodeOfAService() throws IOException {
    var inCode = metricsInCode();
    assertThat(inCode).as("metrics found in the services' code").hasSizeGreaterThan(10);

    var unknown = new TreeSet<String>();
    for (String expression : expressions()) {
      METRIC
          .matcher(expression)
          .results()
          .map(MatchResult::group)
          .filter(metric -> !inCode.contains(bare(metric)))
          .forEach(unknown::add);
    }

    assertThat(unknown).as("shown or alerted on, but in no service's code").isEmpty();
  }

  @Test
  void showsWhatAnOperatorAsksFor() throws IOException {
    var expressions = String.join("\n", dashboardExpressions());

    assertThat(expressions)
        .contains(
            "ringfence_attempts_total",
            "ringfence_blocks_active",
            "ringfence_decision_seconds_bucket",
            "ringfence_enforcement_seconds_bucket",
            "ringfence_mail_sent_total",
            "ringfence_firewall_dropped_packets_total",
            "ringfence_firewall_set_dropped_packets_total",
            "ringfence_config_version",
            "ringfence_dead_letters_total");
  }

  @Test
  void laysPanelsOutWithoutOverlap_eachWithAnIdOfItsOwn() throws IOException {
    var ids = new HashSet<Integer>();
    var cells = new HashSet<String>();
    for (JsonNode panel : dashboard().at("/panels")) {
      assertThat(ids.add(panel.at("/id").asInt())).as("id of " + panel.at("/title")).isTrue();
      var at = panel.at("/gridPos");
      assertThat(at.at("/x").asInt() + at.at("/w").asInt()).isLessThanOrEqualTo(24);
      for (int x = 0; x < at.at("/w").asInt(); x++) {
        for (int y = 0; y < at.at("/h").asInt(); y++) {
          String cell = (at.at("/x").asInt() + x) + "," + (at.at("/y").asInt() + y);
          assertThat(cells.add(cell)).as(panel.at("/title") + " covers another panel").isTrue();
        }
      }
    }
  }

  @Test
  void alertsSayWhatHappened_howBadItIs_andWhatToDo() throws IOException {
    var names = new HashSet<String>();
    for (JsonNode rule : rules()) {
      String name = rule.at("/alert").asText();
      assertThat(names.add(name)).as(name + " is there once").isTrue();
      assertThat(name).startsWith("Ringfence");
      assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
      assertThat(rule.at("/annotations/summary").asText()).as(name).isNotBlank();
      assertThat(rule.at("/annotations/description").asText()).as(name).isNotBlank();
    }
    assertThat(names)
        .contains(
            "RingfenceServiceAbsent",
            "RingfenceServiceNotReady",
            "RingfenceDecisionSlow",
            "RingfenceMailsWaiting",
            "RingfenceDeadLetters",
            "RingfenceFirewallApplyFailing",
            "RingfenceAttemptsDropped");
  }

  @Test
  void expressionsCloseWhatTheyOpen() throws IOException {
    for (String expression : expressions()) {
      for (String pair : List.of("()", "{}", "[]")) {
        assertThat(expression.chars().filter(c -> c == pair.charAt(0)).count())
            .as(pair + " in " + expression)
            .isEqualTo(expression.chars().filter(c -> c == pair.charAt(1)).count());
      }
    }
  }

  private static Set<String> metricsInCode() throws IOException {
    var metrics = new HashSet<String>();
    for (String service : SERVICES) {
      try (var files = Files.walk(ROOT.resolve(service).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          metrics.addAll(
              LITERAL
                  .matcher(Files.readString(file))
                  .results()
                  .map(literal -> bare(literal.group(1).replace('.', '_')))
                  .collect(Collectors.toSet()));
        }
      }
    }
    return metrics;
  }

  private static String bare(String metric) {
    return SUFFIX.matcher(metric).replaceFirst("");
  }

  private static List<String> expressions() throws IOException {
    var expressions = new ArrayList<>(dashboardExpressions());
    for (JsonNode rule : rules()) {
      expressions.add(rule.at("/expr").asText());
    }
    return expressions;
  }

  private static List<String> dashboardExpressions() throws IOException {
    return dashboard().at("/panels").findValuesAsText("expr");
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(DASHBOARDS.resolve("ringfence.json").toFile());
  }

  private static List<JsonNode> rules() throws IOException {
    var rules = new ArrayList<JsonNode>();
    new YAMLMapper()
        .readTree(DASHBOARDS.resolve("alerts.yaml").toFile())
        .at("/groups")
        .forEach(group -> group.at("/rules").forEach(rules::add));
    return rules;
  }

  private static Path projectRoot() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("CONTRIBUTING.md"))) {
      root = root.getParent();
    }
    return root;
  }
}
