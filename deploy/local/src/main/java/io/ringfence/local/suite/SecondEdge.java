package io.ringfence.local.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// One more sip-edge beside a running suite: a node of its own on ports of its own, run with the
/// flags of the container image, so that it can be measured as it is in production.
public final class SecondEdge implements AutoCloseable {

  /// As in the container image, with a fixed heap instead of a share of the container's memory.
  private static final List<String> FLAGS =
      List.of(
          "-Xmx512m",
          "-Xms512m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseZGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final String NODE = "bench";

  private final Measured process;
  private final Settings settings;

  private SecondEdge(Measured process, Settings settings) {
    this.process = process;
    this.settings = settings;
  }

  /// Returns when it is ready.
  ///
  /// @param suite the settings of the suite whose servers it uses
  /// @throws Failure with the end of its log when it does not become ready
  public static SecondEdge start(Settings suite) throws IOException, InterruptedException {
    return start(suite, List.of());
  }

  /// @param more flags of the JVM
  public static SecondEdge start(Settings suite, List<String> more)
      throws IOException, InterruptedException {
    var settings = suite.withFreePorts(Component.SIP_EDGE);
    var command = new ArrayList<String>();
    command.add(Services.java());
    command.addAll(FLAGS);
    command.addAll(more);
    command.addAll(List.of("-jar", Services.jar(suite.home(), Component.SIP_EDGE).toString()));
    var environment =
        new HashMap<>(
            new Services(settings).environment(Component.SIP_EDGE, Secrets.of(settings.data())));
    environment.put("RINGFENCE_NODE", NODE);
    // Its few sources are thousands of phones: their rate is watched, but is none too high.
    environment.put("RINGFENCE_SIP_ADMISSION_RATE", "1000000");
    environment.put("RINGFENCE_SIP_ADMISSION_BURST", "1000000");
    var process = Measured.start(settings, "second-edge", command, environment);
    process.awaitReady(Component.SIP_EDGE, settings.port(Listener.management(Component.SIP_EDGE)));
    return new SecondEdge(process, settings);
  }

  public long pid() {
    return process.pid();
  }

  /// UDP and TCP.
  public InetSocketAddress sip() {
    return at(Listener.SIP);
  }

  public InetSocketAddress at(Listener listener) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port(listener));
  }

  public int managementPort() {
    return settings.port(Listener.management(Component.SIP_EDGE));
  }

  @Override
  public void close() {
    process.close();
  }
}
