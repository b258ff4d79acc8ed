package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A packaged firewall-service and a Kafka of its own, in a folder of their own: with the flags of
/// the container image, and its rules in a network namespace, so that nothing of this machine's is
/// touched.
public final class FirewallAlone implements AutoCloseable {

  /// As in the container image, with the heap that it makes of a container's 512 MiB.
  public static final List<String> FLAGS =
      List.of(
          "-Xms8m",
          "-Xmx358m",
          "-XX:+UseSerialGC",
          "-XX:-ShrinkHeapInSteps",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Settings settings;
  private final Measured kafka;
  private final Measured firewall;

  private FirewallAlone(Settings settings, Measured kafka, Measured firewall) {
    this.settings = settings;
    this.kafka = kafka;
    this.firewall = firewall;
  }

  /// Starts both, and waits until the rules are in force.
  ///
  /// @param namespace where they are to be
  public static FirewallAlone start(Settings settings, Path namespace)
      throws IOException, InterruptedException {
    settings.data().create();
    var services = new Services(settings);
    var kafka = Measured.start(settings, "kafka", services.command(Component.KAFKA), Map.of());
    try {
      kafka.awaitReady(Component.KAFKA, settings.port(Listener.KAFKA));
      var command = new ArrayList<>(List.of(Services.java()));
      command.addAll(FLAGS);
      var jar = Services.jar(settings.home(), Component.FIREWALL_SERVICE);
      command.addAll(List.of("-jar", jar.toString()));
      var environment =
          new HashMap<>(
              services.environment(Component.FIREWALL_SERVICE, Secrets.of(settings.data())));
      environment.put("RINGFENCE_FIREWALL_BACKEND", "nftables");
      environment.put("RINGFENCE_FIREWALL_NETNS", namespace.toString());
      var firewall = Measured.start(settings, "firewall-service", command, environment);
      return new FirewallAlone(settings, kafka, firewall);
    } catch (IOException | InterruptedException | RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  public void awaitReady() throws InterruptedException {
    firewall.awaitReady(Component.FIREWALL_SERVICE, managementPort());
  }

  public String kafkaBootstrap() {
    return "127.0.0.1:" + settings.port(Listener.KAFKA);
  }

  public int managementPort() {
    return settings.port(Listener.management(Component.FIREWALL_SERVICE));
  }

  public long pid() {
    return firewall.pid();
  }

  @Override
  public void close() {
    firewall.close();
    kafka.close();
  }
}
