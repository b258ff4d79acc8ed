package io.ringfence.admin.enforcement;

import io.ringfence.admin.access.Role;
import io.ringfence.admin.request.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/api/v1/enforcement`
@Tag(name = "Enforcement")
@Path("/api/v1/enforcement")
@Produces(MediaType.APPLICATION_JSON)
public class EnforcementResource {
  private final EnforcementReports reports;
  private final Clock clock;

  EnforcementResource(EnforcementReports reports, Clock clock) {
    this.reports = reports;
    this.clock = clock;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "What each enforcer on each node has applied")
  public Page<EnforcementView> list() {
    var now = clock.instant();
    return Page.whole(
        reports.all().stream().map(report -> EnforcementView.of(report, now)).toList());
  }
}
