package io.ringfence.local.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How each process is started: its command line and environment.
final class Services {

  /// Services whose jar allows it too do without: with it on the command line an archive of classes
  /// is of less use.
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /// Enough for one machine; the first compiler alone, because most of a short life is start-up.
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:+UseCompactObjectHeaders",
          NATIVE_ACCESS,
          "--sun-misc-unsafe-memory-access=allow");

  /// What Kafka's own start script gives a broker.
  private static final List<String> BROKER_JVM =
      List.of(
          "-Xms1g",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExitOnOutOfMemoryError",
          "--sun-misc-unsafe-memory-access=allow");

  private final Settings settings;

  Services(Settings settings) {
    this.settings = settings;
  }

  static Path jar(Path home, Component service) {
    return home.resolve(service.wireName()).resolve("target/quarkus-app/quarkus-run.jar");
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  List<String> command(Component component) {
    return switch (component) {
      case POSTGRESQL -> throw new IllegalArgumentException("PostgreSQL is no JVM");
      case KAFKA -> kafka("-Xmx320m", JVM);
      case MAILBOX ->
          own(
              "-Xmx64m",
              JVM,
              "io.ringfence.local.server.Mailbox",
              settings.data().mail(),
              settings.port(Listener.SMTP));
      case AUTH_GUARD -> {
        var command = service(component);
        command.remove(NATIVE_ACCESS);
        command.addAll(1, archive(settings.data().root()));
        yield command;
      }
      case SIP_EDGE, FIREWALL_SERVICE, NOTIFIER, ADMIN_API -> service(component);
    };
  }

  /// Kafka as it is in production, where its speed is part of what is measured.
  List<String> broker() {
    return kafka("-Xmx1g", BROKER_JVM);
  }

  private List<String> kafka(String heap, List<String> flags) {
    return own(
        heap,
        flags,
        "io.ringfence.local.server.KafkaNode",
        settings.data().kafka(),
        settings.port(Listener.KAFKA),
        settings.port(Listener.KAFKA_CONTROLLER));
  }

  private List<String> service(Component component) {
    return jvm("-Xmx256m", JVM, "-jar", jar(settings.home(), component).toString());
  }

  /// What auth-guard's start takes its classes from, ready-made. The JVM writes the archive when it
  /// ends in order and there is none, or one of other jars or another JVM, and does without it
  /// meanwhile; what it cannot put into it, it need not say.
  static List<String> archive(Path data) {
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + data.resolve("auth-guard.jsa"),
        "-Xlog:cds=off",
        "-Xlog:aot=off");
  }

  private static List<String> own(
      String heap, List<String> flags, String main, Object... arguments) {
    var command = jvm(heap, flags, "-cp", System.getProperty("java.class.path"), main);
    for (var argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  private static List<String> jvm(String heap, List<String> flags, String... rest) {
    var command = new ArrayList<String>();
    command.add(java());
    command.add(heap);
    command.addAll(flags);
    command.addAll(List.of(rest));
    return command;
  }

  /// What a service is told, and only the secrets that it needs; the servers are told nothing.
  Map<String, String> environment(Component component, Secrets secrets) {
    if (!Component.SERVICES.contains(component)) {
      return Map.of();
    }
    var environment = new HashMap<String, String>();
    settings
        .ports()
        .forEach((listener, port) -> environment.put(listener.variable(), port.toString()));
    environment.putAll(
        Map.ofEntries(
            Map.entry("RINGFENCE_KAFKA_BOOTSTRAP", "127.0.0.1:" + settings.port(Listener.KAFKA)),
            Map.entry("RINGFENCE_POSTGRES_HOST", "127.0.0.1"),
            Map.entry("RINGFENCE_POSTGRES_DATABASE", "ringfence"),
            Map.entry("RINGFENCE_POSTGRES_USER", "ringfence"),
            Map.entry("RINGFENCE_NODE", settings.node()),
            Map.entry("RINGFENCE_BIND", settings.bind()),
            Map.entry("RINGFENCE_MANAGEMENT_BIND", "127.0.0.1"),
            Map.entry("RINGFENCE_DATA_DIR", settings.data().root().toString()),
            Map.entry("RINGFENCE_SMTP_HOST", "127.0.0.1"),
            // The start is asked for often and is down for a while; each time would be a line.
            Map.entry("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN"),
            Map.entry("RINGFENCE_FIREWALL_BACKEND", settings.enforce() ? "nftables" : "dry-run")));
    if (component == Component.SIP_EDGE) {
      environment.putAll(certificate());
    }
    if (component != Component.FIREWALL_SERVICE) {
      environment.put("RINGFENCE_POSTGRES_PASSWORD", secrets.postgresPassword());
    }
    if (component == Component.SIP_EDGE || component == Component.ADMIN_API) {
      environment.put("RINGFENCE_SECRET_KEY", secrets.secretKey());
    }
    return environment;
  }

  /// The suite's own certificate if it has been made, unless the user has named another.
  private Map<String, String> certificate() {
    var own = new TlsCertificate(settings.data());
    if (settings.environment().containsKey("RINGFENCE_SIP_TLS_CERTIFICATE")
        || !Files.exists(own.certificate())) {
      return Map.of();
    }
    return Map.of(
        "RINGFENCE_SIP_TLS_CERTIFICATE",
        own.certificate().toString(),
        "RINGFENCE_SIP_TLS_KEY",
        own.key().toString());
  }
}
