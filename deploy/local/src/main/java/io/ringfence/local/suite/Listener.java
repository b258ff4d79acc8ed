package io.ringfence.local.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;

/// A port the suite listens on, and the environment variable that moves it.
public enum Listener {
  POSTGRES(Component.POSTGRESQL, 25_432),
  KAFKA(Component.KAFKA, 29_092),
  KAFKA_CONTROLLER(Component.KAFKA, 29_093),
  SMTP(Component.MAILBOX, 2_525),
  SIP(Component.SIP_EDGE, 5_060),
  SIP_EDGE(Component.SIP_EDGE, 9_001),
  AUTH_GUARD(Component.AUTH_GUARD, 9_002),
  FIREWALL_SERVICE(Component.FIREWALL_SERVICE, 9_003),
  NOTIFIER(Component.NOTIFIER, 9_004),
  ADMIN_API(Component.ADMIN_API, 9_005),
  HTTP(Component.ADMIN_API, 8_080);

  private final Component component;
  private final int usual;

  Listener(Component component, int usual) {
    this.component = component;
    this.usual = usual;
  }

  Component component() {
    return component;
  }

  String variable() {
    return "RINGFENCE_" + name() + "_PORT";
  }

  /// Whether it follows `--bind`; the others are for this machine alone.
  boolean isPublic() {
    return this == SIP || this == HTTP;
  }

  boolean isUdpToo() {
    return this == SIP;
  }

  /// Where a service answers for health and metrics.
  static Listener management(Component service) {
    return valueOf(service.name());
  }

  /// @throws Failure when a variable is no port, or two listeners share one
  static Map<Listener, Integer> ports(Map<String, String> environment) {
    var ports = new EnumMap<Listener, Integer>(Listener.class);
    for (var listener : values()) {
      int port = listener.port(environment.get(listener.variable()));
      ports.forEach(
          (other, taken) -> {
            if (taken == port) {
              throw new Failure(
                  "%s and %s are both %d".formatted(other.variable(), listener.variable(), port));
            }
          });
      ports.put(listener, port);
    }
    return ports;
  }

  /// Ports that nobody listens on now.
  static Map<Listener, Integer> freePorts() {
    var ports = new EnumMap<Listener, Integer>(Listener.class);
    var held = new ArrayList<ServerSocket>();
    try {
      for (var listener : values()) {
        var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports.put(listener, socket.getLocalPort());
      }
      for (var socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new Failure("there are no free ports: " + e.getMessage(), e);
    }
    return ports;
  }

  private int port(@org.jspecify.annotations.Nullable String value) {
    if (value == null || value.isBlank()) {
      return usual;
    }
    try {
      int port = Integer.parseInt(value.strip());
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new Failure(variable() + " must be a port from 1 to 65535, not " + value, e);
    }
    throw new Failure(variable() + " must be a port from 1 to 65535, not " + value);
  }
}
