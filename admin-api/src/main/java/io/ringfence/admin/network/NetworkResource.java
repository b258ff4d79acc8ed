package io.ringfence.admin.network;

import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Page;
import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.export.Pbx;
import io.ringfence.firewall.export.Ports;
import io.ringfence.firewall.export.PortsFormat;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `/api/v1/network`
@Tag(name = "Network")
@Path("/api/v1/network")
public class NetworkResource {
  private static final String JSON = "json";
  private static final String FORMATS =
      "must be json or one of "
          + Arrays.stream(PortsFormat.values())
              .map(PortsFormat::wireName)
              .collect(Collectors.joining(", "));

  private final PublishedConfig config;
  private final NetworkSettings settings;
  private final Clock clock;

  NetworkResource(PublishedConfig config, NetworkSettings settings, Clock clock) {
    this.config = config;
    this.settings = settings;
    this.clock = clock;
  }

  @GET
  @Path("ports")
  @Blocking
  @RolesAllowed(Role.VIEW)
  @Produces(MediaType.WILDCARD)
  @Operation(
      summary = "The ports that the firewall in front of the PBX is to let through",
      description =
          """
          Computed from the services as they are configured: a restricted one is allowed for the \\
          members of its group. `format` is `json` (the default), `markdown`, or rules for \\
          `nftables`, `iptables`, `pf`, `mikrotik`, `aws` or `networkpolicy`; what somebody has to \\
          decide is a comment in them. `pbx` is the PBX's address in these rules, or its IPv4 and \\
          IPv6 addresses joined by a comma.""")
  @APIResponse(
      responseCode = "200",
      description = "The table",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PortView[].class)))
  public Response ports(@RestQuery @Nullable String format, @RestQuery @Nullable String pbx) {
    var now = clock.instant();
    var ports = Ports.of(config.configuration().effective(now), settings.rtpPorts(), now);
    if (format == null || format.equals(JSON)) {
      return Response.ok(
              Page.whole(ports.rows().stream().map(PortView::of).toList()),
              MediaType.APPLICATION_JSON)
          .build();
    }
    var asked =
        PortsFormat.of(format).orElseThrow(() -> ProblemException.invalid("format", FORMATS));
    return Response.ok(asked.write(ports, addresses(pbx)), asked.mediaType() + ";charset=UTF-8")
        .build();
  }

  private static Pbx addresses(@Nullable String given) {
    if (given == null) {
      return Pbx.EXAMPLE;
    }
    var parts = List.of(given.split(",", 3));
    new Validation()
        .check(parts.size() <= 2, "pbx", "must be one address, or one of each family")
        .parses("pbx", () -> parts.forEach(part -> IpAddress.parse(part.strip())))
        .orRefuse();
    var addresses = parts.stream().map(part -> IpAddress.parse(part.strip())).toList();
    return new Pbx(first(addresses, false), first(addresses, true));
  }

  private static @Nullable IpAddress first(List<IpAddress> addresses, boolean v6) {
    return addresses.stream().filter(address -> address.v6() == v6).findFirst().orElse(null);
  }
}
