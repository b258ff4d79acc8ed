package io.ringfence.testing;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// PostgreSQL and Kafka in containers, for machines with a Docker engine.
final class ContainerServers implements TestServers.Servers {

  private static final String POSTGRES_IMAGE = "postgres:18-alpine";
  private static final String KAFKA_IMAGE = "apache/kafka:4.1.1";
  /// For a machine that has much else to do.
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /// What a test can notice of `KafkaNode.settings`: no topic is made by asking for it, and few
  /// partitions of Kafka's own.
  private static final Map<String, String> KAFKA_SETTINGS =
      Map.of(
          "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
          "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000",
          "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4",
          "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4",
          "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS", "1",
          "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1",
          "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");

  private final PostgreSQLContainer postgres =
      new PostgreSQLContainer(DockerImageName.parse(POSTGRES_IMAGE))
          .withStartupTimeout(START_LIMIT);
  private final KafkaContainer kafka =
      new KafkaContainer(DockerImageName.parse(KAFKA_IMAGE))
          .withEnv(KAFKA_SETTINGS)
          .withStartupTimeout(START_LIMIT);

  private ContainerServers() {}

  static ContainerServers start() {
    return start(() -> DockerClientFactory.instance().isDockerAvailable());
  }

  /// @throws IllegalStateException that says in one line what is wrong, when no engine answers or
  ///     the containers do not start
  static ContainerServers start(BooleanSupplier engine) {
    if (!engine.getAsBoolean()) {
      throw new IllegalStateException(
          "ringfence.test.containers is true, but no Docker engine answers (neither at DOCKER_HOST"
              + " nor at /var/run/docker.sock): start one, or leave the property out and the tests"
              + " use embedded servers");
    }
    var servers = new ContainerServers();
    try {
      Startables.deepStart(servers.postgres, servers.kafka).join();
      return servers;
    } catch (RuntimeException e) {
      servers.close();
      throw new IllegalStateException(
          "%s and %s did not both start in containers: %s"
              .formatted(POSTGRES_IMAGE, KAFKA_IMAGE, rootCause(e)),
          e);
    }
  }

  private static Throwable rootCause(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public PostgresAddress postgres() {
    return new PostgresAddress(
        postgres.getHost(),
        postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
        postgres.getDatabaseName(),
        postgres.getUsername(),
        postgres.getPassword());
  }

  @Override
  public String kafkaBootstrap() {
    return kafka.getBootstrapServers();
  }

  @Override
  public void close() {
    kafka.stop();
    postgres.stop();
  }
}
