package io.ringfence.admin.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.problem.ProblemResponses;
import io.ringfence.admin.protection.Proposals;
import io.ringfence.admin.request.Edit;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/api/v1/protection/rehearsal`
@Tag(name = "Protection")
@Path("/api/v1/protection/rehearsal")
@Produces(MediaType.APPLICATION_JSON)
public class RehearsalResource {
  /// For reading the policy before, and writing the answer after.
  private static final Duration BESIDES = Duration.ofSeconds(15);

  private final Proposals proposals;
  private final PublishedConfig config;
  private final Rehearsals rehearsals;
  private final RehearsalConfig bounds;
  private final Edit edit;
  private final Clock clock;
  private final RoutingContext request;

  RehearsalResource(
      Proposals proposals,
      PublishedConfig config,
      Rehearsals rehearsals,
      RehearsalConfig bounds,
      Edit edit,
      Clock clock,
      RoutingContext request) {
    this.proposals = proposals;
    this.config = config;
    this.rehearsals = rehearsals;
    this.bounds = bounds;
    this.edit = edit;
    this.clock = clock;
    this.request = request;
  }

  @POST
  @RolesAllowed(Role.OPERATE)
  @Operation(
      summary = "What a proposed policy would have decided",
      description =
          """
          Replays the stored logins of a range of time under the proposed policy and under today's, \
          by the code that decides. It changes nothing. The answer says who would have been blocked \
          by which, when and for how long, and who logged in afterwards: a likely false positive.

          What was refused while a source was blocked is in no history, so a laxer policy looks \
          more harmless than it would be. Members of the trusted groups are today's. Block lists \
          are left out. Of logins that were summed up under flood only the first and the latest \
          time are known: what follows from one between them is dated up to a minute late. One \
          rehearsal is made at a time; another gets 503 with Retry-After.""")
  public Uni<RehearsalAnswer> rehearse(
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = RehearsalRequest.class),
                      examples =
                          @ExampleObject(
                              name = "a stricter limit",
                              value =
                                  """
                                  {"policy":{"attempts":3,"rules":{"subnet":{"mode":"watch"}}},
                                   "from":"2026-03-01T00:00:00Z","to":"2026-03-08T00:00:00Z"}""")))
          @Nullable ObjectNode body) {
    var asked = edit.read(body, RehearsalRequest.class);
    var range = asked.range(clock.instant(), bounds.longest());
    ProblemResponses.limitTime(request, bounds.timeLimit().plus(BESIDES));
    return proposals
        .of(asked.policy())
        .onFailure(ProblemException.class)
        .transform(e -> e.within("policy"))
        .chain(
            proposal ->
                rehearsals.answer(
                    new Run(today(proposal.today()), proposal.policy(), range, bounds, clock)));
  }

  private Configuration today(GuardPolicy policy) {
    var today = config.configuration().effective(clock.instant());
    return new Configuration(policy, today.groups(), today.services(), today.pbxLock());
  }
}
