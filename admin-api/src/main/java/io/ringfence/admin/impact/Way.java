package io.ringfence.admin.impact;

import io.ringfence.contracts.config.ProtectedService.Port;
import org.jspecify.annotations.Nullable;

/// What somebody uses.
///
/// @param service its name
/// @param port where it is known
public record Way(String service, @Nullable Port port) {
  static Way to(String service) {
    return new Way(service, null);
  }
}
