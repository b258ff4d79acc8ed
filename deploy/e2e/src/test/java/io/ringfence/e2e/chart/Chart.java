package io.ringfence.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/// The chart as Helm renders it.
final class Chart {

  private static final Set<String> WORKLOADS = Set.of("DaemonSet", "StatefulSet", "Deployment");
  private static final YAMLMapper YAML = new YAMLMapper();

  private final List<JsonNode> objects;

  private Chart(List<JsonNode> objects) {
    this.objects = objects;
  }

  static Helm helm() {
    return new Helm(projectRoot().resolve("deploy/helm/ringfence"));
  }

  /// Renders release `pbx` in namespace `voice`.
  static Chart render(Map<String, ?> values) {
    TemplateCommand template =
        helm().template().withName("pbx").withNamespace("voice").withKubeVersion("1.31.0");
    values.forEach(template::set);
    String rendered = template.call();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered)) {
      return new Chart(
          documents.readAll().stream().filter(document -> document.has("kind")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> all() {
    return objects;
  }

  List<JsonNode> of(String kind) {
    return objects.stream().filter(object -> object.at("/kind").asText().equals(kind)).toList();
  }

  JsonNode one(String kind, String name) {
    return of(kind).stream()
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  List<JsonNode> workloads() {
    return objects.stream()
        .filter(object -> WORKLOADS.contains(object.at("/kind").asText()))
        .toList();
  }

  /// The workload of a service.
  JsonNode workload(String service) {
    return workloads().stream()
        .filter(object -> component(object).equals(service))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no workload " + service));
  }

  static String component(JsonNode object) {
    return object.at("/metadata/labels").path("app.kubernetes.io/component").asText();
  }

  /// The one container of a workload.
  static JsonNode container(JsonNode workload) {
    return workload.at("/spec/template/spec/containers/0");
  }

  static JsonNode environment(JsonNode workload, String name) {
    return StreamSupport.stream(container(workload).at("/env").spliterator(), false)
        .filter(variable -> variable.at("/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + workload.at("/metadata")));
  }

  static List<String> environment(JsonNode workload) {
    return StreamSupport.stream(container(workload).at("/env").spliterator(), false)
        .map(variable -> variable.at("/name").asText())
        .toList();
  }

  static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
