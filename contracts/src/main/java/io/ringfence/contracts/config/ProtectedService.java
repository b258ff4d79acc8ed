package io.ringfence.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.event.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service of the integrated firewall, document `service/<name>`.
///
/// @param restricted whether only the group's members reach its ports; otherwise there is no rule
/// @param groupId the group, when restricted
public record ProtectedService(
    long version,
    Service name,
    String title,
    List<Port> ports,
    boolean restricted,
    @Nullable String groupId) {

  /// The transport protocol of a port.
  public enum Protocol {
    @JsonProperty("udp")
    UDP,
    @JsonProperty("tcp")
    TCP
  }

  /// @param port 1 to 65535
  public record Port(Protocol protocol, int port) {
    public Port {
      if (protocol == null) {
        throw new IllegalArgumentException("protocol must be udp or tcp");
      }
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
      }
    }
  }

  public ProtectedService {
    if (name == null || name == Service.UNKNOWN) {
      throw new IllegalArgumentException(
          "not one of the services web, sip, provisioning, crm, snmp");
    }
    if (restricted && groupId == null) {
      throw new IllegalArgumentException("a restricted service needs a groupId");
    }
    ports = ports == null ? List.of() : List.copyOf(ports);
  }
}
