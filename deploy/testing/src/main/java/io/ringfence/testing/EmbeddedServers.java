package io.ringfence.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/// PostgreSQL and Kafka as child processes of the test.
final class EmbeddedServers implements TestServers.Servers {

  private static final String NAME = "postgres";

  private final EmbeddedPostgres postgres;
  private final KafkaProcess kafka;

  private EmbeddedServers(EmbeddedPostgres postgres, KafkaProcess kafka) {
    this.postgres = postgres;
    this.kafka = kafka;
  }

  static EmbeddedServers start() {
    try {
      var kafka = KafkaProcess.start();
      var postgres =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "off")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .start();
      kafka.awaitReady();
      return new EmbeddedServers(postgres, kafka);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public PostgresAddress postgres() {
    return new PostgresAddress("127.0.0.1", postgres.getPort(), NAME, NAME, NAME);
  }

  @Override
  public String kafkaBootstrap() {
    return kafka.bootstrap();
  }

  @Override
  public void close() {
    kafka.close();
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
