package io.ringfence.admin.enforcement;

import io.ringfence.admin.access.Role;
import io.ringfence.admin.blocks.ActiveBlocks;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.problem.ProblemResponses;
import io.ringfence.admin.request.Page;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.firewall.export.Format;
import io.ringfence.firewall.rules.RuleSet;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `/api/v1/enforcement`
@Tag(name = "Enforcement")
@Path("/api/v1/enforcement")
@Produces(MediaType.APPLICATION_JSON)
public class EnforcementResource {
  private static final String FORMATS =
      "must be one of "
          + Arrays.stream(Format.values()).map(Format::wireName).collect(Collectors.joining(", "));

  private static final Duration EXPORT_LIMIT = Duration.ofSeconds(60);

  /// One at a time: of many blocks an export takes a second copy.
  private final Semaphore exporting = new Semaphore(1);

  private final EnforcementReports reports;
  private final ActiveBlocks blocks;
  private final PublishedConfig config;
  private final Clock clock;
  private final RoutingContext request;

  EnforcementResource(
      EnforcementReports reports,
      ActiveBlocks blocks,
      PublishedConfig config,
      Clock clock,
      RoutingContext request) {
    this.reports = reports;
    this.blocks = blocks;
    this.config = config;
    this.clock = clock;
    this.request = request;
  }

  @GET
  @Blocking
  @RolesAllowed(Role.VIEW)
  @Operation(
      summary = "What each enforcer on each node has applied, and what it lacks",
      description =
          """
          `coverage` compares the blocks in force with what the enforcer reports: `missing` is \
          not held there, of `unknown` the reports do not tell. An enforcer that has not reported \
          for 20 s is `stale`.""")
  public Page<EnforcementView> list() {
    var now = clock.instant();
    var active = blocks.all(now);
    return Page.whole(reports.all().stream().map(held -> view(held, active, now)).toList());
  }

  private EnforcementView view(Holding held, List<BlockDecision> active, Instant now) {
    var report = held.latest();
    return EnforcementView.of(
        held, active, reports.isLeaking(report, now), reports.arriving(report), now);
  }

  @GET
  @Path("blocks/{id}")
  @Blocking
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "Which enforcers hold a block, since when, and what they dropped for it")
  public EnforcedBlock block(@RestPath UUID id) {
    var now = clock.instant();
    var active = blocks.all(now);
    return active.stream()
        .filter(block -> block.blockId().equals(id))
        .findFirst()
        .map(block -> EnforcedBlock.of(block, reports.all(), active, now))
        .orElseThrow(() -> ProblemException.notFound("there is no such block in force"));
  }

  @GET
  @Path("check")
  @Blocking
  @RolesAllowed(Role.VIEW)
  @Operation(
      summary = "Whether packets of a source would pass, and because of which rule",
      description =
          """
          Asked of the same rules that the nodes' kernels are given. `source` is an address; either \
          `service` is given, for all of its ports, or `port` and `protocol` (`udp` or `tcp`). \
          `nodes` says what a node's reports make different from what is decided. What passes here \
          may still meet rules that are not Ringfence's, and sip-edge's own.""")
  public PacketCheck check(
      @RestQuery @Nullable String source,
      @RestQuery @Nullable String service,
      @RestQuery @Nullable Integer port,
      @RestQuery @Nullable String protocol) {
    var now = clock.instant();
    var configuration = config.configuration().effective(now);
    var asked = Asked.of(source, service, port, protocol, configuration);
    return PacketCheck.of(
        asked,
        configuration,
        blocks.covering(asked.source(), now),
        blocks.ofAddresses(now).size(),
        reports.kernels(),
        now);
  }

  @GET
  @Path("ruleset")
  @Blocking
  @RolesAllowed(Role.VIEW)
  @Produces(MediaType.WILDCARD)
  @Operation(
      summary = "The rule set in the words of other firewalls",
      description =
          """
          A snapshot of what the nodes' kernels are to enforce now. `format` is `nftables` (the \
          default), `ipset` with `iptables` and `ip6tables` (restore formats), `pf`, `mikrotik`, \
          `aws` (a security group's ingress) or `networkpolicy` (Kubernetes). The first lines say \
          how to load it, and what the format cannot express.""")
  @APIResponse(responseCode = "200", description = "The text")
  public Response ruleset(@RestQuery @Nullable String format) {
    var asked =
        Format.of(format == null ? "nftables" : format)
            .orElseThrow(() -> ProblemException.invalid("format", FORMATS));
    if (!exporting.tryAcquire()) {
      throw ProblemException.of(503, "another export is being written; try again soon");
    }
    try {
      ProblemResponses.limitTime(request, EXPORT_LIMIT);
      var now = clock.instant();
      var rules = RuleSet.of(config.configuration(), blocks.ofAddresses(now), now);
      return Response.ok(asked.write(rules), asked.mediaType() + ";charset=UTF-8").build();
    } finally {
      exporting.release();
    }
  }
}
