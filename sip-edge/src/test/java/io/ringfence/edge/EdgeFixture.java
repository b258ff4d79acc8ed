package io.ringfence.edge;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.secret.MasterKey;
import io.ringfence.edge.netty.SipSockets;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Plays admin-api and auth-guard towards the edge, and listens to what the edge says.
@ApplicationScoped
public class EdgeFixture {

  /// A record as it was on the bus.
  public record Heard(String key, AuthenticationAttempt attempt) {}

  private static final AtomicLong VERSIONS = new AtomicLong(System.currentTimeMillis());

  private final String bootstrapServers;
  private final MasterKey masterKey;
  private final SipSockets sockets;
  private final Core core;
  private final KafkaProducer<String, byte[]> producer;
  private final List<Heard> attempts = new CopyOnWriteArrayList<>();
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread listener;

  EdgeFixture(
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      @ConfigProperty(name = "ringfence.secret-key") String secretKey,
      SipSockets sockets,
      Core core) {
    this.bootstrapServers = bootstrapServers;
    this.masterKey = MasterKey.parse(secretKey);
    this.sockets = sockets;
    this.core = core;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    this.listener = Thread.ofPlatform().daemon().unstarted(this::listen);
  }

  /// What the first worker says on its loop.
  public boolean onLoop(Predicate<Worker> task) {
    var answer = new CompletableFuture<Boolean>();
    core.workers().getFirst().run(worker -> answer.complete(task.test(worker)));
    return answer.join();
  }

  /// Waits until the edge is ready.
  public void ready() {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> core.readiness().missing().isEmpty());
    if (listener.getState() == Thread.State.NEW) {
      listener.start();
    }
  }

  private void listen() {
    try {
      var partitions =
          consumer.partitionsFor(Topics.ATTEMPTS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (true) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          attempts.add(
              new Heard(record.key(), Json.read(record.value(), AuthenticationAttempt.class)));
        }
      }
    } catch (WakeupException e) {
      consumer.close();
    }
  }

  @PreDestroy
  void close() {
    consumer.wakeup();
    producer.close(Duration.ofSeconds(1));
  }

  public int port() {
    return sockets.port();
  }

  public int port(Transport transport) {
    return sockets.port(transport);
  }

  public MasterKey masterKey() {
    return masterKey;
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public List<Heard> attemptsFrom(String source) {
    return attempts.stream()
        .filter(heard -> heard.attempt().source().toString().equals(source))
        .toList();
  }

  /// Makes or changes an account as admin-api does: the row, then the document.
  public void account(String number, String password) {
    account(number, password, true, false, Instant.EPOCH);
  }

  public void account(
      String number, String password, boolean enabled, boolean locked, Instant validSince) {
    long version = VERSIONS.incrementAndGet();
    String secret = number + ":ringfence.local:" + password;
    try (Connection connection = connection();
        var statement =
            connection.prepareStatement(
                "INSERT INTO sip_account (number, version, enabled, locked, ha1_md5, ha1_sha256,"
                    + " ha1_sha512_256, registrations_valid_since)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (number) DO UPDATE SET version = excluded.version,"
                    + " enabled = excluded.enabled, locked = excluded.locked,"
                    + " ha1_md5 = excluded.ha1_md5, ha1_sha256 = excluded.ha1_sha256,"
                    + " ha1_sha512_256 = excluded.ha1_sha512_256,"
                    + " registrations_valid_since = excluded.registrations_valid_since")) {
      statement.setString(1, number);
      statement.setLong(2, version);
      statement.setBoolean(3, enabled);
      statement.setBoolean(4, locked);
      statement.setBytes(5, masterKey.seal(SipPhone.raw("MD5", secret), number + "/md5"));
      statement.setBytes(6, masterKey.seal(SipPhone.raw("SHA-256", secret), number + "/sha-256"));
      statement.setBytes(
          7, masterKey.seal(SipPhone.raw("SHA-512-256", secret), number + "/sha-512-256"));
      statement.setObject(8, validSince.atOffset(java.time.ZoneOffset.UTC));
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    publish(
        Topics.CONFIG,
        ConfigKey.ACCOUNT + number,
        new SipAccount(version, number, null, enabled, locked, validSince));
  }

  /// Gives an account another password as admin-api does: the one it had is kept until a time.
  public void changePassword(String number, String from, String to, Instant until) {
    String secret = number + ":ringfence.local:" + from;
    String context = number + "/former";
    try (Connection connection = connection();
        var statement =
            connection.prepareStatement(
                "INSERT INTO sip_account_former_secret"
                    + " (number, until, ha1_md5, ha1_sha256, ha1_sha512_256)"
                    + " VALUES (?, ?, ?, ?, ?)")) {
      statement.setString(1, number);
      statement.setObject(2, until.atOffset(java.time.ZoneOffset.UTC));
      statement.setBytes(3, masterKey.seal(SipPhone.raw("MD5", secret), context + "/md5"));
      statement.setBytes(4, masterKey.seal(SipPhone.raw("SHA-256", secret), context + "/sha-256"));
      statement.setBytes(
          5, masterKey.seal(SipPhone.raw("SHA-512-256", secret), context + "/sha-512-256"));
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    account(number, to);
  }

  public void deleteAccount(String number) {
    try (Connection connection = connection();
        var statement = connection.prepareStatement("DELETE FROM sip_account WHERE number = ?")) {
      statement.setString(1, number);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    delete(Topics.CONFIG, ConfigKey.ACCOUNT + number);
  }

  private static Connection connection() throws SQLException {
    var config = org.eclipse.microprofile.config.ConfigProvider.getConfig();
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%s/%s"
            .formatted(
                config.getValue("RINGFENCE_POSTGRES_HOST", String.class),
                config.getValue("RINGFENCE_POSTGRES_PORT", String.class),
                config.getValue("RINGFENCE_POSTGRES_DATABASE", String.class)),
        config.getValue("RINGFENCE_POSTGRES_USER", String.class),
        config.getValue("RINGFENCE_POSTGRES_PASSWORD", String.class));
  }

  public void policy(int attempts, Duration period) {
    publish(
        Topics.CONFIG,
        ConfigKey.GUARD_POLICY,
        new GuardPolicy(
            VERSIONS.incrementAndGet(),
            true,
            attempts,
            period,
            Duration.ofHours(1),
            null,
            List.of()));
    org.awaitility.Awaitility.await()
        .until(
            () ->
                core.admission().policy().attempts() == attempts
                    && core.admission().policy().period().equals(period));
  }

  public void publish(String topic, String key, Object value) {
    send(topic, key, Json.write(value));
  }

  public void delete(String topic, String key) {
    send(topic, key, null);
  }

  public void send(String topic, String key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  public long nextVersion() {
    return VERSIONS.incrementAndGet();
  }
}
