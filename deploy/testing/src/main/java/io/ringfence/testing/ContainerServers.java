package io.ringfence.testing;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// PostgreSQL and Kafka in containers, for machines with a Docker engine.
final class ContainerServers implements TestServers.Servers {

  private static final String POSTGRES_IMAGE = "postgres:18-alpine";
  private static final String KAFKA_IMAGE = "apache/kafka:4.1.1";

  private final PostgreSQLContainer postgres =
      new PostgreSQLContainer(DockerImageName.parse(POSTGRES_IMAGE));
  private final KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(KAFKA_IMAGE));

  static ContainerServers start() {
    var servers = new ContainerServers();
    servers.postgres.start();
    servers.kafka.start();
    return servers;
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
