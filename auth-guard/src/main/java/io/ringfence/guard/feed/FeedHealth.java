package io.ringfence.guard.feed;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Says how the feeds are. One that fails does not make the service unready.
@Readiness
final class FeedHealth implements HealthCheck {

  private final Feeds feeds;

  FeedHealth(Feeds feeds) {
    this.feeds = feeds;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("feeds").up();
    feeds.stories().forEach(response::withData);
    return response.build();
  }
}
