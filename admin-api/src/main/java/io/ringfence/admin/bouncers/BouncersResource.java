package io.ringfence.admin.bouncers;

import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.access.Source;
import io.ringfence.admin.problem.BouncerAnswers;
import io.ringfence.contracts.event.Attacker;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/v1`: what CrowdSec's bouncers ask of its local API.
@Tag(name = "CrowdSec bouncers")
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public class BouncersResource {
  private static final int MAX_USER_AGENT = 128;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Decisions decisions;
  private final Pulls pulls;
  private final Bouncers bouncers;
  private final Caller caller;
  private final RoutingContext request;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Semaphore streams;

  BouncersResource(
      Decisions decisions,
      Pulls pulls,
      Bouncers bouncers,
      Caller caller,
      RoutingContext request,
      Clock clock,
      MeterRegistry metrics,
      BouncerSettings settings) {
    this.decisions = decisions;
    this.pulls = pulls;
    this.bouncers = bouncers;
    this.caller = caller;
    this.request = request;
    this.clock = clock;
    this.metrics = metrics;
    this.streams = new Semaphore(settings.maxStreams());
  }

  /// A decision as bouncers know it.
  record Decision(
      long id,
      String uuid,
      String origin,
      String type,
      String scope,
      String value,
      String duration,
      String scenario) {}

  /// What changed.
  @Schema(name = "DecisionStream")
  record DecisionStream(
      @Schema(name = "new") List<Decision> started,
      @Schema(name = "deleted") List<Decision> ended) {}

  @GET
  @Path("decisions")
  @Blocking
  @RolesAllowed(Role.BOUNCE)
  @Operation(
      summary = "Decisions about an address or a range",
      description =
          """
          `null` when there is none. Besides `ip`, `range`, `scope` and `value`: `type`, `contains`, \\
          and the filters of the stream.""")
  @Parameter(name = "ip", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "range", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "scope", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "value", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "The decisions, or null",
      content = @Content(schema = @Schema(implementation = Decision[].class)))
  public Response decisions(UriInfo uri) {
    DecisionFilter filter;
    try {
      filter = DecisionFilter.ofQuery(uri.getQueryParameters()::getFirst);
    } catch (IllegalArgumentException e) {
      return refused(400, Objects.requireNonNullElse(e.getMessage(), "not valid"));
    }
    if (!decisions.isReady()) {
      return notReady();
    }
    var address = filter.address();
    var candidates = address == null ? decisions.all() : decisions.about(address);
    var matching = candidates.stream().filter(filter::matches).toList();
    return streamed(json -> json.list(matching), () -> {});
  }

  @HEAD
  @Path("decisions")
  @Blocking
  @RolesAllowed(Role.BOUNCE)
  @Operation(hidden = true)
  public Response headOfDecisions() {
    return Response.ok().build();
  }

  @GET
  @Path("decisions/stream")
  @Blocking
  @RolesAllowed(Role.BOUNCE)
  @Operation(
      summary =
          "All decisions at a bouncer's start, afterwards what has changed since its last pull",
      description =
          """
          With `startup=true` everything in force; otherwise what started and ended since this \\
          bouncer's last complete answer, which the server keeps. Lists are joined by commas. \\
          Blocks on accounts are not in it: a bouncer would ban the address for everybody behind it. \\
          Nor are trusted addresses. An IPv6 source is its /64, a `Range`.""")
  @Parameter(
      name = "startup",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @Parameter(
      name = "scopes",
      in = ParameterIn.QUERY,
      description = "`ip`, `range`; both when missing",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "origins",
      in = ParameterIn.QUERY,
      description = "`crowdsec` for the guard's, `cscli` for operators', `lists` for feeds'",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "scenarios_containing",
      in = ParameterIn.QUERY,
      description = "such as `sip`: a scenario is `ringfence/<rule>/<services joined by +>`",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "scenarios_not_containing",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "What to ban, and what not any more",
      content = @Content(schema = @Schema(implementation = DecisionStream.class)))
  public Response stream(UriInfo uri) {
    if (!decisions.isReady()) {
      return notReady();
    }
    var filter = DecisionFilter.ofStream(uri.getQueryParameters()::getFirst);
    var token = caller.token();
    boolean startup = Boolean.parseBoolean(uri.getQueryParameters().getFirst("startup"));
    var now = clock.instant();
    var changes = pulls.next(token, startup);
    var position = new Bouncers.Position(decisions.run(), changes.position(), now);
    var source = Source.of(request);
    var userAgent = userAgent();
    return streamed(
        json ->
            json.changes(
                changes.started().stream().filter(filter::matches).toList(),
                changes.ended().stream().filter(filter::matches).toList()),
        () -> bouncers.move(token, position, source, userAgent));
  }

  @HEAD
  @Path("decisions/stream")
  @Blocking
  @RolesAllowed(Role.BOUNCE)
  @Operation(hidden = true)
  public Response headOfStream() {
    return Response.ok().build();
  }

  @POST
  @Path("usage-metrics")
  @RolesAllowed(Role.BOUNCE)
  @Operation(
      summary = "Takes a bouncer's own figures",
      description = "Newer bouncers send them now and then. They are counted, not kept.")
  @APIResponse(responseCode = "201", description = "Taken")
  public Response usage(
      @RequestBody(content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
          @Nullable String body) {
    count("usage");
    return Response.status(Response.Status.CREATED).build();
  }

  @FunctionalInterface
  private interface Writing {
    void to(DecisionJson json) throws IOException;
  }

  /// @param complete what is to be done once everything is written, before the answer ends
  private Response streamed(Writing writing, Runnable complete) {
    if (!streams.tryAcquire()) {
      count("refused");
      return refused(503, "too many pulls at once");
    }
    request.addEndHandler(_ -> streams.release());
    var connection = request.request().connection();
    var now = clock.instant();
    StreamingOutput body =
        to -> {
          try {
            var buffered = new BufferedOutputStream(to, BUFFER_BYTES);
            try (var json = new DecisionJson(buffered, now)) {
              writing.to(json);
            }
            buffered.flush();
            complete.run();
            count("complete");
          } catch (IOException | RuntimeException e) {
            count("broken");
            var _ = connection.close();
            throw e;
          }
        };
    return Response.ok(body).build();
  }

  private @Nullable String userAgent() {
    String text = request.request().getHeader(HttpHeaders.USER_AGENT);
    return text == null ? null : Attacker.text(text, MAX_USER_AGENT);
  }

  private Response notReady() {
    return refused(503, "the decisions are not known yet");
  }

  private static Response refused(int status, String message) {
    return Response.status(status).entity(BouncerAnswers.body(message)).build();
  }

  private void count(String result) {
    metrics.counter("ringfence.bouncer.pulls", "result", result).increment();
  }
}
