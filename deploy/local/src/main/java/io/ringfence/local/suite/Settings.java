package io.ringfence.local.suite;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/// What the user chose for one suite.
///
/// @param home the checkout
/// @param bind where SIP and HTTP listen
/// @param enforce whether blocks go into the kernel
/// @param environment the variables that were given
public record Settings(
    Path home,
    DataFolder data,
    String bind,
    boolean enforce,
    Map<Listener, Integer> ports,
    Map<String, String> environment) {

  /// @throws Failure when a choice is wrong
  public static Settings of(
      Path home, Path data, String bind, boolean enforce, Map<String, String> environment) {
    return new Settings(
        home,
        new DataFolder(data),
        literal(bind),
        enforce,
        Listener.ports(environment),
        environment);
  }

  /// The same for a suite of its own: another folder, and ports that are free now.
  public Settings apart(Path folder) {
    return new Settings(
        home, new DataFolder(folder), "127.0.0.1", false, Listener.freePorts(), environment);
  }

  /// Where the suite's PostgreSQL listens.
  public int postgresPort() {
    return port(Listener.POSTGRES);
  }

  /// The same, with this component on ports that are free now.
  Settings withFreePorts(Component component) {
    var moved = new EnumMap<>(ports);
    Listener.freePorts()
        .forEach(
            (listener, port) -> {
              if (listener.component() == component) {
                moved.put(listener, port);
              }
            });
    return new Settings(home, data, bind, enforce, moved, environment);
  }

  private static String literal(String bind) {
    try {
      return InetAddress.ofLiteral(bind).getHostAddress();
    } catch (IllegalArgumentException e) {
      throw new Failure("--bind needs an IP address, not " + bind, e);
    }
  }

  /// The SIP domain and digest realm.
  String domain() {
    return environment.getOrDefault("RINGFENCE_SIP_DOMAIN", "ringfence.local");
  }

  /// The node's name in reports; one for all services.
  String node() {
    String given = environment.getOrDefault("RINGFENCE_NODE", "");
    return given.isBlank()
        ? DataFolder.text(Path.of("/proc/sys/kernel/hostname")).orElse("local")
        : given;
  }

  int port(Listener listener) {
    return ports.getOrDefault(listener, 0);
  }

  InetAddress address(Listener listener) {
    try {
      return InetAddress.getByName(listener.isPublic() ? bind : "127.0.0.1");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
