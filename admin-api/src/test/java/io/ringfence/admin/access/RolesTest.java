package io.ringfence.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Every operation of the OpenAPI document, by every role.
@QuarkusTest
class RolesTest extends WithServers {
  private static final String STREAM = "/api/v1/security-log/stream";

  private record Operation(String method, String path) {
    boolean isBouncers() {
      return path.startsWith("/v1/");
    }
  }

  @Test
  void admitsNobodyWithoutCredentials() {
    for (var operation : operations()) {
      var refused = call(Api.anonymous(), operation);
      if (operation.isBouncers()) {
        assertThat(refused.status()).as(operation.toString()).isEqualTo(403);
        continue;
      }
      assertThat(refused.status()).as(operation.toString()).isEqualTo(401);
      assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
      assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
    }
    for (String path :
        List.of(
            "/q",
            "/q/openapi",
            "/q/docs",
            "/q/docs/",
            "/q/docs/index.html",
            "/q/health",
            "/q/health/ready",
            "/q/metrics",
            "/q/dev",
            "/api/v1",
            "/api/v1/nothing",
            "/favicon.ico",
            "/api/v1/protection/",
            "//api/v1/protection",
            "/api/v1/services/..%2Fprotection")) {
      assertThat(Api.anonymous().get(path).status()).as(path).isEqualTo(401);
    }
  }

  @Test
  void letsAViewerRead_andNothingElse() {
    for (var operation : operations()) {
      int status = call(Api.as("viewer"), operation).status();
      if (operation.method().equals("GET") && !operation.isBouncers()) {
        assertThat(status).as(operation.toString()).isIn(200, 404);
      } else {
        assertThat(status).as(operation.toString()).isEqualTo(403);
      }
    }
  }

  @Test
  void letsAnOperatorAlsoBlockRelease_lock_endCallsAndRehearse() {
    for (var operation : operations()) {
      int status = call(Api.as("operator"), operation).status();
      if (operation.method().equals("GET") && !operation.isBouncers()) {
        assertThat(status).as(operation.toString()).isIn(200, 404);
      } else if (operation.path().startsWith("/api/v1/blocks")) {
        assertThat(status).as(operation.toString()).isIn(400, 404);
      } else if (operation.path().matches("/api/v1/(calls|pbx-lock|protection/rehearsal)\\b.*")) {
        assertThat(status).as(operation.toString()).isIn(200, 400, 404);
      } else {
        assertThat(status).as(operation.toString()).isEqualTo(403);
      }
    }
  }

  @Test
  void letsAnAdminDoEverything() {
    for (var operation : operations()) {
      if (operation.isBouncers()) {
        assertThat(call(Api.admin(), operation).status()).as(operation.toString()).isEqualTo(403);
      } else {
        assertThat(call(Api.admin(), operation).status())
            .as(operation.toString())
            .isIn(200, 400, 404);
      }
    }
  }

  @Test
  void letsABouncerPull_andNothingElse() {
    var bearer = Api.as("bouncer");
    var bouncer = Api.anonymous().with("X-Api-Key", bearer.token());
    for (var operation : operations()) {
      if (operation.isBouncers()) {
        assertThat(call(bouncer, operation).status()).as(operation.toString()).isIn(200, 201);
        assertThat(call(bearer, operation).status()).as(operation.toString()).isEqualTo(403);
      } else {
        assertThat(call(bearer, operation).status()).as(operation.toString()).isEqualTo(403);
      }
    }
  }

  @Test
  void describesEveryResource() {
    assertThat(operations())
        .extracting(Operation::path)
        .contains(
            "/api/v1/protection",
            "/api/v1/protection/rehearsal",
            "/api/v1/ip-groups",
            "/api/v1/ip-groups/{id}",
            "/api/v1/services",
            "/api/v1/services/{name}",
            "/api/v1/accounts",
            "/api/v1/accounts/{number}",
            "/api/v1/accounts/{number}/password",
            "/api/v1/blocks",
            "/api/v1/blocks/{id}",
            "/api/v1/blocks/{id}/explanation",
            "/api/v1/calls",
            "/api/v1/calls/{id}",
            "/api/v1/pbx-lock",
            "/api/v1/security-log",
            STREAM,
            "/api/v1/enforcement",
            "/api/v1/enforcement/check",
            "/api/v1/enforcement/blocks/{id}",
            "/api/v1/enforcement/ruleset",
            "/api/v1/network/ports",
            "/v1/decisions",
            "/v1/decisions/stream",
            "/v1/usage-metrics",
            "/api/v1/tokens",
            "/api/v1/tokens/{id}",
            "/api/v1/audit-log");
    var document = document();
    assertThat(document.at("/components/securitySchemes/token/scheme").textValue())
        .isEqualTo("bearer");
    assertThat(
            document
                .at("/paths/~1api~1v1~1protection/put/responses/default/content")
                .has("application/problem+json"))
        .isTrue();
    assertThat(document.at("/components/schemas").toString())
        .contains("password-guessing", "active", "udp", "viewer")
        .doesNotContain("PASSWORD_GUESSING", "ACTIVE", "UDP", "VIEWER")
        .doesNotContain("ha1", "tokenHash");
  }

  @Test
  void describesHowAChangeOfTheFirewallGoes() {
    var document = document();
    for (String path : List.of("/ip-groups/{id}", "/services/{name}", "/protection")) {
      var put = document.at("/paths").get("/api/v1" + path).get("put");
      assertThat(put.get("parameters"))
          .as(path)
          .extracting(parameter -> parameter.get("name").textValue())
          .contains("confirmImpact", "confirmWithin");
      assertThat(put.at("/responses/409/$ref").textValue())
          .as(path)
          .isEqualTo("#/components/responses/CutOff");
    }
    assertThat(document.at("/components/responses/CutOff/description").textValue())
        .contains("urn:ringfence:problem:cut-off", "urn:ringfence:problem:change-pending");
    assertThat(document.at("/components/schemas/Problem/properties").fieldNames())
        .toIterable()
        .contains("impact", "pending");
    assertThat(document.get("paths").fieldNames())
        .toIterable()
        .contains("/api/v1/changes", "/api/v1/changes/{id}", "/api/v1/changes/{id}/confirm");
  }

  private static JsonNode document() {
    var document = Api.admin().get("/q/openapi?format=json");
    assertThat(document.status()).isEqualTo(200);
    return document.json();
  }

  private static List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    var paths = document().get("paths");
    paths
        .fieldNames()
        .forEachRemaining(
            path ->
                paths
                    .get(path)
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            operations.add(new Operation(method.toUpperCase(Locale.ROOT), path))));
    assertThat(operations).hasSizeGreaterThan(20);
    return operations;
  }

  private static String parameters(String path) {
    return path.endsWith("/enforcement/check") ? "?source=192.0.2.1&service=sip" : "";
  }

  /// With ids that do not exist and an empty document, so that nothing changes.
  private static Api.Answer call(Api api, Operation operation) {
    String path = operation.path().replaceAll("\\{[a-z]+}", "00000000-0000-0000-0000-000000000000");
    return switch (operation.method()) {
      case "GET" -> path.equals(STREAM) ? api.head(path) : api.get(path + parameters(path));
      case "DELETE" -> api.delete(path);
      default -> api.with("Content-Type", "application/json").send(operation.method(), path, "{}");
    };
  }
}
