package io.ringfence.guard.detect;

import io.ringfence.contracts.event.SecurityAlert;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A finding or an alert that was announced, to be announced again should its cause be replayed.
public record Told(UUID cause, @Nullable Finding finding, @Nullable SecurityAlert alert) {

  static Told of(UUID cause, Finding finding) {
    return new Told(cause, finding, null);
  }

  static Told of(UUID cause, SecurityAlert alert) {
    return new Told(cause, null, alert);
  }

  /// As it was announced.
  public Output output() {
    if (finding != null) {
      return new Output.Found(finding);
    }
    if (alert == null) {
      throw new IllegalStateException("nothing was told");
    }
    return new Output.Alert(alert);
  }
}
