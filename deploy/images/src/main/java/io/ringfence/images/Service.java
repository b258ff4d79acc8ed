package io.ringfence.images;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A service that gets an image.
enum Service {
  SIP_EDGE(9001),
  AUTH_GUARD(9002),
  FIREWALL_SERVICE(9003),
  NOTIFIER(9004),
  ADMIN_API(9005);

  private final int managementPort;

  Service(int managementPort) {
    this.managementPort = managementPort;
  }

  /// Its folder, image and container.
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int managementPort() {
    return managementPort;
  }

  /// The shared libraries that it loads beyond what the Java runtime itself needs: RocksDB is
  /// C++, libnftables is called in-process.
  List<String> libraries() {
    return switch (this) {
      case AUTH_GUARD -> List.of("libstdc++.so.6", "libgcc_s.so.1");
      case FIREWALL_SERVICE -> List.of("libnftables.so.1");
      case SIP_EDGE, NOTIFIER, ADMIN_API -> List.of();
    };
  }

  /// How its JVM manages the heap. The edge must not be stopped: its collector works beside it, and
  /// its heap has its size from the start (see sip-edge/RATIONALE.md). What auth-guard makes for an
  /// attempt dies with it: half of its heap is for that. The node agent gives back what it needs at
  /// its start only. Others grow up to a share of what they may have.
  List<String> heap() {
    return switch (this) {
      case SIP_EDGE ->
          List.of(
              "-XX:InitialRAMPercentage=55",
              "-XX:MaxRAMPercentage=55",
              "-XX:+AlwaysPreTouch",
              "-XX:+UseZGC",
              "-XX:+UseCompactObjectHeaders");
      case AUTH_GUARD -> List.of("-XX:MaxRAMPercentage=70", "-XX:+UseSerialGC", "-XX:NewRatio=1");
      case FIREWALL_SERVICE ->
          List.of(
              "-XX:MaxRAMPercentage=70",
              "-XX:+UseSerialGC",
              "-XX:-ShrinkHeapInSteps",
              "-XX:MinHeapFreeRatio=10",
              "-XX:MaxHeapFreeRatio=20",
              "-XX:+UseCompactObjectHeaders");
      case NOTIFIER, ADMIN_API -> List.of("-XX:MaxRAMPercentage=70");
    };
  }

  /// What else its JVM is told. auth-guard starts within seconds after a crash because its classes
  /// come from an archive on its volume, which the JVM writes when it ends in order and there is
  /// none that fits the jars. It has less use of one with native access on the command line; its
  /// jar allows itself that.
  List<String> start() {
    return this == AUTH_GUARD
        ? List.of(
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=/data/auth-guard.jsa",
            "-Xlog:cds=off",
            "-Xlog:aot=off")
        : List.of("--enable-native-access=ALL-UNNAMED");
  }

  static Service named(String title) {
    return Arrays.stream(values())
        .filter(service -> service.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no service "
                        + title
                        + "; there are "
                        + Arrays.stream(values())
                            .map(Service::title)
                            .collect(Collectors.joining(", "))));
  }
}
