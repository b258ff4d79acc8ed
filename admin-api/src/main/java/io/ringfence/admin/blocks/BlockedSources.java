package io.ringfence.admin.blocks;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.ringfence.admin.access.Source;
import io.ringfence.admin.problem.Problem;
import io.ringfence.admin.problem.ProblemResponses;
import io.ringfence.contracts.event.Service;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;

/// Sources blocked for service `web` get no further than here: before their credentials are looked
/// at.
@ApplicationScoped
public class BlockedSources {
  /// Above that of authentication, which is 200.
  private static final int BEFORE_AUTHENTICATION = 300;

  private final ActiveBlocks blocks;
  private final Clock clock;

  BlockedSources(ActiveBlocks blocks, Clock clock) {
    this.blocks = blocks;
    this.clock = clock;
  }

  void register(@Observes Filters filters) {
    filters.register(this::filter, BEFORE_AUTHENTICATION);
  }

  private void filter(RoutingContext request) {
    if (blocks.covers(Source.of(request), Service.WEB, clock.instant())) {
      ProblemResponses.send(request, Problem.of(403, "this address is blocked"));
    } else {
      request.next();
    }
  }
}
