package io.ringfence.admin.enforcement;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.net.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which packets are asked about: from one source to one port, or to every port of a service.
///
/// @param service `null` when a port was asked about
record Asked(IpAddress source, @Nullable String service, List<Port> ports) {

  /// @throws ProblemException 400 with all that is wrong, 404 for a service that is not there
  static Asked of(
      @Nullable String source,
      @Nullable String service,
      @Nullable Integer port,
      @Nullable String protocol,
      Configuration configuration) {
    var validation =
        new Validation()
            .check(source != null, "source", "is needed: an address")
            .parses("source", () -> IpAddress.parse(source == null ? "0.0.0.0" : source))
            .check(
                (service == null) != (port == null),
                "service",
                "either a service or a port and its protocol is needed")
            .check(port == null || (port >= 1 && port <= 65_535), "port", "must be 1 to 65535")
            .check(port == null || protocol(protocol) != null, "protocol", "must be udp or tcp");
    validation.orRefuse();
    var address = IpAddress.parse(Objects.requireNonNull(source));
    return port == null
        ? new Asked(address, service, ports(Objects.requireNonNull(service), configuration))
        : new Asked(
            address, null, List.of(new Port(Objects.requireNonNull(protocol(protocol)), port)));
  }

  private static List<Port> ports(String service, Configuration configuration) {
    return configuration.services().values().stream()
        .filter(document -> document.name().equals(service))
        .findFirst()
        .orElseThrow(() -> ProblemException.notFound("there is no such service"))
        .ports();
  }

  private static @Nullable Protocol protocol(@Nullable String name) {
    if (name == null) {
      return null;
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "udp" -> Protocol.UDP;
      case "tcp" -> Protocol.TCP;
      default -> null;
    };
  }
}
