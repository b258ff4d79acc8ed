package io.ringfence.admin.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.ringfence.admin.pending.CutOffResponse;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/// Every operation needs a login, and any may answer with a problem document; those of bouncers
/// need their key, and answer in their words.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class SecurityAndProblems implements OASFilter {
  private static final String PROBLEM = "Problem";
  private static final String KEY = "bouncer";
  private static final String BOUNCERS = "/v1/";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    var components =
        document.getComponents() == null ? OASFactory.createComponents() : document.getComponents();
    components.addSecurityScheme(
        "token",
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .description("An API token"));
    components.addSecurityScheme(
        "login",
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("basic")
            .description("A console user"));
    components.addSecurityScheme(
        KEY,
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.APIKEY)
            .in(SecurityScheme.In.HEADER)
            .name("X-Api-Key")
            .description("An API token with role bouncer"));
    components.addSchema(PROBLEM, problem());
    components.addResponse(
        CutOffResponse.NAME,
        aProblem(
            "Somebody would be cut off (`type` urn:ringfence:problem:cut-off, `impact` says who),"
                + " another change waits to be confirmed (urn:ringfence:problem:change-pending,"
                + " `pending`), or"
                + " it does not fit what is there"));
    document.setComponents(components);
    document.setSecurity(
        List.of(
            OASFactory.createSecurityRequirement().addScheme("token"),
            OASFactory.createSecurityRequirement().addScheme("login")));
    if (document.getPaths() != null) {
      document
          .getPaths()
          .getPathItems()
          .forEach(
              (path, item) ->
                  item.getOperations()
                      .values()
                      .forEach(
                          path.startsWith(BOUNCERS)
                              ? SecurityAndProblems::addKey
                              : this::addProblem));
    }
  }

  private static void addKey(Operation operation) {
    operation.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(KEY)));
    operation
        .getResponses()
        .setDefaultValue(
            OASFactory.createAPIResponse().description("{\"message\":\"…\"}; 403 without a key"));
  }

  private void addProblem(Operation operation) {
    operation.getResponses().setDefaultValue(aProblem("A problem (RFC 9457)"));
  }

  private static APIResponse aProblem(String description) {
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(
                    "application/problem+json",
                    OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + PROBLEM))));
  }

  private static Schema problem() {
    var error =
        object(
            Map.of(
                "field",
                type(Schema.SchemaType.STRING),
                "message",
                type(Schema.SchemaType.STRING)));
    return object(
        Map.of(
            "type", type(Schema.SchemaType.STRING),
            "title", type(Schema.SchemaType.STRING),
            "status", type(Schema.SchemaType.INTEGER),
            "detail", type(Schema.SchemaType.STRING),
            "errors", type(Schema.SchemaType.ARRAY).items(error),
            "impact", impact(),
            "pending", pending()));
  }

  /// As [io.ringfence.admin.pending.PendingView] says it.
  private static Schema pending() {
    return object(
        Map.of(
            "id", type(Schema.SchemaType.STRING).format("uuid"),
            "document", type(Schema.SchemaType.STRING),
            "by", type(Schema.SchemaType.STRING),
            "source", type(Schema.SchemaType.STRING),
            "madeAt", type(Schema.SchemaType.STRING).format("date-time"),
            "confirmBy", type(Schema.SchemaType.STRING).format("date-time")));
  }

  /// As [io.ringfence.admin.impact.Impact] says it.
  private static Schema impact() {
    var texts = type(Schema.SchemaType.ARRAY).items(type(Schema.SchemaType.STRING));
    var source =
        object(
            Map.of(
                "source", type(Schema.SchemaType.STRING),
                "kinds", texts,
                "services", texts,
                "accounts", texts,
                "lastSeen", type(Schema.SchemaType.STRING).format("date-time")));
    return object(
        Map.of(
            "total", type(Schema.SchemaType.INTEGER),
            "counts", type(Schema.SchemaType.OBJECT),
            "sources", type(Schema.SchemaType.ARRAY).items(source),
            "complete", type(Schema.SchemaType.BOOLEAN)));
  }

  private static Schema object(Map<String, Schema> properties) {
    return type(Schema.SchemaType.OBJECT).properties(properties);
  }

  private static Schema type(Schema.SchemaType type) {
    return OASFactory.createSchema().addType(type);
  }
}
