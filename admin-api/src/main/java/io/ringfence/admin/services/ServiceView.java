package io.ringfence.admin.services;

import io.ringfence.contracts.config.ProtectedService.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service of the integrated firewall, as the REST interface shows and takes it.
///
/// @param name `web`, `sip`, `provisioning`, `crm`, `snmp`, or one of your own: 1 to 30 of a-z, 0-9
///     and -, beginning with a letter
/// @param restricted whether only the group's members reach it; `false` means no restriction
public record ServiceView(
    @Nullable String name,
    @Nullable String title,
    @Nullable List<Port> ports,
    @Nullable Boolean restricted,
    @Nullable String groupId) {

  /// A port and its transport protocol.
  public record Port(@Nullable Protocol protocol, @Nullable Integer port) {}
}
