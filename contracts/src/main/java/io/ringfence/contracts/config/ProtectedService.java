package io.ringfence.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.event.Service;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A service of the integrated firewall, document `service/<name>`: one of the five of
/// [Service], or one of the operator's own, which nobody logs in to as far as Ringfence sees.
///
/// @param name the wire name of a [Service], or a name that matches [#isName]
/// @param restricted whether only the group's members reach its ports; otherwise there is no rule
/// @param groupId the group, when restricted
public record ProtectedService(
    long version,
    String name,
    String title,
    List<Port> ports,
    boolean restricted,
    @Nullable String groupId) {

  /// Safe in nftables, in paths and in metrics.
  private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,28}[a-z0-9])?");

  /// What enumerations read as when they are newer than their reader.
  private static final String NO_NAME = Service.UNKNOWN.wireName();

  private static final Set<String> BUILT_IN =
      Arrays.stream(Service.values())
          .filter(service -> service != Service.UNKNOWN)
          .map(Service::wireName)
          .collect(Collectors.toUnmodifiableSet());

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
    if (name == null || !isName(name)) {
      throw new IllegalArgumentException(
          "a service's name is 1 to 30 of a-z, 0-9 and -, and begins with a letter");
    }
    if (restricted && groupId == null) {
      throw new IllegalArgumentException("a restricted service needs a groupId");
    }
    ports = ports == null ? List.of() : List.copyOf(ports);
  }

  public ProtectedService(
      long version,
      Service name,
      String title,
      List<Port> ports,
      boolean restricted,
      @Nullable String groupId) {
    this(version, name.wireName(), title, ports, restricted, groupId);
  }

  /// Which of the five it is, [Service#UNKNOWN] for one of the operator's own.
  public Service builtIn() {
    return Arrays.stream(Service.values())
        .filter(service -> service.wireName().equals(name))
        .findFirst()
        .orElse(Service.UNKNOWN);
  }

  /// Whether a service may be called so.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.equals(NO_NAME);
  }

  /// Whether it is one of the five; all others are the operator's own.
  public static boolean isBuiltIn(String name) {
    return BUILT_IN.contains(name);
  }
}
