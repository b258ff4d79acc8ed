package io.ringfence.admin.console;

import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;

/// Frames for the page that is asked for.
@ApplicationScoped
class Frames {
  private final Caller caller;
  private final Banners banners;

  Frames(Caller caller, Banners banners) {
    this.caller = caller;
    this.banners = banners;
  }

  Uni<Frame> frame() {
    String formToken = Objects.requireNonNull(caller.session()).formToken();
    return banners
        .now()
        .map(
            banner ->
                new Frame(caller.actor().name(), caller.has(Role.ADMINISTER), formToken, banner));
  }
}
