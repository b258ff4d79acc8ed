package io.ringfence.admin.services;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.config.ProtectedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a service's document may be.
final class ServiceRules {
  static final int MAX_PORTS = 64;
  private static final int MAX_TITLE = 64;

  private ServiceRules() {}

  /// What an own service is to be called.
  ///
  /// @throws ProblemException 400 when that is no name
  static String newName(ServiceView asked) {
    String name = asked.name();
    if (name == null || !ProtectedService.isName(name)) {
      throw ProblemException.invalid(
          "name", "must be 1 to 30 of a-z, 0-9 and -, and begin with a letter");
    }
    return name;
  }

  /// @throws ProblemException 400 naming every field that is not valid
  static ProtectedService validated(long version, String name, ServiceView asked) {
    var validation = new Validation();
    String title = asked.title();
    validation
        .check(name.equals(asked.name()), "name", "cannot be changed")
        .check(title != null && !title.isBlank(), "title", "is needed")
        .text("title", title, MAX_TITLE)
        .check(asked.restricted() != null, "restricted", "must be true or false")
        .check(
            !Boolean.TRUE.equals(asked.restricted()) || asked.groupId() != null,
            "groupId",
            "is needed to restrict the service");
    var ports = ports(validation, asked.ports());
    validation.orRefuse();
    return new ProtectedService(
        version,
        name,
        Objects.requireNonNull(title),
        ports,
        Boolean.TRUE.equals(asked.restricted()),
        asked.groupId());
  }

  private static List<ProtectedService.Port> ports(
      Validation validation, @Nullable List<ServiceView.Port> asked) {
    if (asked == null) {
      validation.check(false, "ports", "is needed");
      return List.of();
    }
    validation.check(asked.size() <= MAX_PORTS, "ports", "must be at most " + MAX_PORTS);
    var ports = new ArrayList<ProtectedService.Port>();
    for (int i = 0; i < Math.min(asked.size(), MAX_PORTS); i++) {
      var port = asked.get(i);
      var protocol = port == null ? null : port.protocol();
      var number = port == null ? null : port.port();
      if (protocol == null) {
        validation.check(false, "ports[" + i + "].protocol", "must be udp or tcp");
      } else if (number == null || number < 1 || number > 65_535) {
        validation.check(false, "ports[" + i + "].port", "must be 1 to 65535");
      } else {
        ports.add(new ProtectedService.Port(protocol, number));
      }
    }
    return ports.stream().distinct().toList();
  }

  static ServiceView view(ProtectedService service) {
    return new ServiceView(
        service.name(),
        service.title(),
        service.ports().stream()
            .map(port -> new ServiceView.Port(port.protocol(), port.port()))
            .toList(),
        service.restricted(),
        service.groupId());
  }
}
