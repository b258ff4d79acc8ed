package io.ringfence.admin.services;

import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service of the integrated firewall, as the REST interface shows and takes it.
///
/// @param restricted whether only the group's members reach it; `false` means no restriction
public record ServiceView(
    @Nullable Service name,
    @Nullable String title,
    @Nullable List<Port> ports,
    @Nullable Boolean restricted,
    @Nullable String groupId) {

  /// A port and its transport protocol.
  public record Port(@Nullable Protocol protocol, @Nullable Integer port) {}
}
