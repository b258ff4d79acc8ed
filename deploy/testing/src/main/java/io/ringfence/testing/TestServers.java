package io.ringfence.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.ringfence.contracts.secret.MasterKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Real PostgreSQL and Kafka for a `@QuarkusTest`, configured by the same names as in production.
///
/// This is the one place that decides where they run: embedded, or in containers when
/// `-Dringfence.test.containers=true`. The init argument `migrate` (default `true`) says whether
/// the schema is made before the service starts; admin-api makes it itself.
public final class TestServers implements QuarkusTestResourceLifecycleManager {

  /// What a test asks of its servers.
  interface Servers extends AutoCloseable {
    PostgresAddress postgres();

    String kafkaBootstrap();

    @Override
    void close();
  }

  private boolean migrate = true;
  private @Nullable Servers servers;

  @Override
  public void init(Map<String, String> initArgs) {
    migrate = Boolean.parseBoolean(initArgs.getOrDefault("migrate", "true"));
  }

  @Override
  public Map<String, String> start() {
    var running =
        Boolean.getBoolean("ringfence.test.containers")
            ? ContainerServers.start()
            : EmbeddedServers.start();
    servers = running;
    if (migrate) {
      Schema.migrate(running.postgres());
    }
    return settings(running.postgres(), running.kafkaBootstrap());
  }

  private static Map<String, String> settings(PostgresAddress postgres, String kafkaBootstrap) {
    try {
      return Map.ofEntries(
          Map.entry("RINGFENCE_KAFKA_BOOTSTRAP", kafkaBootstrap),
          Map.entry("kafka.bootstrap.servers", kafkaBootstrap),
          Map.entry("RINGFENCE_POSTGRES_HOST", postgres.host()),
          Map.entry("RINGFENCE_POSTGRES_PORT", Integer.toString(postgres.port())),
          Map.entry("RINGFENCE_POSTGRES_DATABASE", postgres.database()),
          Map.entry("RINGFENCE_POSTGRES_USER", postgres.user()),
          Map.entry("RINGFENCE_POSTGRES_PASSWORD", postgres.password()),
          Map.entry("RINGFENCE_SECRET_KEY", MasterKey.generate()),
          Map.entry("RINGFENCE_NODE", "test-node"),
          Map.entry("RINGFENCE_DATA_DIR", Files.createTempDirectory("ringfence-test").toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (servers != null) {
      servers.close();
      servers = null;
    }
  }
}
