package io.ringfence.local.bench;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.local.suite.Failure;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Sends attempts as an edge does, and looks how far auth-guard has read them. Confined to one
/// thread.
final class AttemptsBus implements AutoCloseable {

  static final String GUARD_GROUP = "auth-guard";
  private static final int PARTITIONS = 6;
  private static final int FIRST = 100;
  private static final int FIRST_SOURCE = 0x0900_0000;
  private static final int LINGER_MILLIS = 5;

  /// As the edge gathers what comes soon after something else.
  private static final int EDGE_MILLIS = 2;

  private static final int DELIVERY_MILLIS = 60_000;
  private static final int BATCH_BYTES = 256 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024 * 1024;

  private final Admin admin;
  private final KafkaProducer<String, byte[]> many;
  private final KafkaProducer<String, byte[]> quick;
  private long sent;
  private final AtomicLong failures = new AtomicLong();

  AttemptsBus(String bootstrap) throws InterruptedException {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    many =
        producer(
            Map.of(
                "bootstrap.servers",
                bootstrap,
                "linger.ms",
                LINGER_MILLIS,
                "batch.size",
                BATCH_BYTES,
                "buffer.memory",
                BUFFER_BYTES));
    quick = producer(Map.of("bootstrap.servers", bootstrap, "linger.ms", EDGE_MILLIS));
    try {
      Topics.create(admin);
      stampWhenAppended();
      awaitLeaders();
    } catch (ExecutionException e) {
      throw new Failure("the topics could not be made: " + e.getMessage(), e);
    }
  }

  /// The broker says when an attempt has reached it. The guard goes by the attempt's own time.
  private void stampWhenAppended() throws InterruptedException, ExecutionException {
    var attempts = new ConfigResource(ConfigResource.Type.TOPIC, Topics.ATTEMPTS);
    var stamp = new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    admin
        .incrementalAlterConfigs(
            Map.of(attempts, List.of(new AlterConfigOp(stamp, AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  /// A partition that was just made may have no leader yet, and a producer that has much on its way
  /// to it then fails. So the first ones go one by one, to as many sources as reach every one.
  private void awaitLeaders() throws InterruptedException, ExecutionException {
    for (int i = 0; i < FIRST; i++) {
      var phone = attempt(IpAddress.ofV4(FIRST_SOURCE + i), "first", true);
      quick.send(new ProducerRecord<>(Topics.ATTEMPTS, phone.key(), Json.write(phone))).get();
      sent++;
    }
  }

  /// Not idempotent: an attempt that comes twice is known by its id, whereas sequence numbers that
  /// have once gone wrong are tried again and again. What does not get through fails.
  private static KafkaProducer<String, byte[]> producer(Map<String, Object> settings) {
    var all = new HashMap<>(settings);
    all.put("enable.idempotence", false);
    all.put("delivery.timeout.ms", DELIVERY_MILLIS);
    return new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
  }

  /// @param attempt the i-th
  void sendMany(long count, LongFunction<AuthenticationAttempt> attempt) {
    for (long i = 0; i < count; i++) {
      send(many, attempt.apply(i), AttemptsBus::unseen);
    }
    many.flush();
    requireAllSent();
  }

  /// Sends as soon as an edge would.
  void send(AuthenticationAttempt attempt) {
    send(quick, attempt, AttemptsBus::unseen);
  }

  /// Sends as soon as an edge would.
  ///
  /// @param appended takes the time, in ms, at which the broker has appended it to the topic
  void send(AuthenticationAttempt attempt, LongConsumer appended) {
    send(quick, attempt, appended);
  }

  private static void unseen(long appended) {
    // nobody asks
  }

  void flush() {
    quick.flush();
    requireAllSent();
  }

  private void send(
      KafkaProducer<String, byte[]> producer,
      AuthenticationAttempt attempt,
      LongConsumer appended) {
    sent++;
    var unused =
        producer.send(
            new ProducerRecord<>(Topics.ATTEMPTS, attempt.key(), Json.write(attempt)),
            (sent, failure) -> {
              if (failure == null) {
                appended.accept(sent.timestamp());
              } else {
                failures.incrementAndGet();
              }
            });
  }

  private void requireAllSent() {
    if (failures.get() > 0) {
      throw new Failure(failures.get() + " attempts could not be sent");
    }
  }

  /// How many instances share the partitions of attempts evenly, 0 if they do not.
  int instances() throws InterruptedException {
    try {
      var members =
          admin.describeConsumerGroups(List.of(GUARD_GROUP)).all().get().values().stream()
              .flatMap(group -> group.members().stream())
              .toList();
      var shares =
          members.stream()
              .collect(groupingBy(AttemptsBus::instance, summingLong(AttemptsBus::share)));
      long even = shares.isEmpty() ? 0 : PARTITIONS / shares.size();
      boolean isEven = shares.values().stream().allMatch(share -> share == even);
      return isEven ? shares.size() : 0;
    } catch (ExecutionException e) {
      return 0;
    }
  }

  /// Each of its threads is a member, by its name and a number.
  private static String instance(MemberDescription member) {
    String name = member.groupInstanceId().orElse("");
    return name.substring(0, Math.max(0, name.lastIndexOf('-')));
  }

  private static long share(MemberDescription member) {
    return member.assignment().topicPartitions().stream()
        .filter(partition -> partition.topic().equals(Topics.ATTEMPTS))
        .count();
  }

  /// What is on the bus now is as good as read by this group, which has no members.
  ///
  /// @return how many attempts those are
  long passOver(String group) throws InterruptedException {
    var latest =
        IntStream.range(0, PARTITIONS)
            .boxed()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(Topics.ATTEMPTS, partition),
                    partition -> OffsetSpec.latest()));
    try {
      var ends = new HashMap<TopicPartition, OffsetAndMetadata>();
      admin
          .listOffsets(latest)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
      admin.alterConsumerGroupOffsets(group, ends).all().get();
      return ends.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
    } catch (ExecutionException e) {
      throw new Failure("Kafka does not pass over attempts: " + e.getMessage(), e);
    }
  }

  /// How many records of all its topics auth-guard has not read yet, by what it has committed.
  long behind() throws InterruptedException {
    try {
      var read = admin.listConsumerGroupOffsets(GUARD_GROUP).partitionsToOffsetAndMetadata().get();
      var latest =
          read.keySet().stream()
              .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
      return admin.listOffsets(latest).all().get().entrySet().stream()
          .mapToLong(
              end -> {
                var committed = read.get(end.getKey());
                return end.getValue().offset() - (committed == null ? 0 : committed.offset());
              })
          .sum();
    } catch (ExecutionException e) {
      throw new Failure("Kafka does not say how far the guard has read: " + e.getMessage(), e);
    }
  }

  /// How many attempts auth-guard has not read yet, by what it has committed.
  long unread() throws InterruptedException {
    try {
      long read =
          admin
              .listConsumerGroupOffsets(GUARD_GROUP)
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()
              .stream()
              .filter(entry -> entry.getKey().topic().equals(Topics.ATTEMPTS))
              .mapToLong(entry -> entry.getValue() == null ? 0 : entry.getValue().offset())
              .sum();
      return sent - read;
    } catch (ExecutionException e) {
      throw new Failure("Kafka does not say how far attempts are read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    many.close();
    quick.close();
    admin.close();
  }

  /// A failed login, or with `accepted` one that was let in.
  static AuthenticationAttempt attempt(IpAddress source, String account, boolean accepted) {
    return AuthenticationAttempt.observed(
        Instant.now(),
        Service.SIP,
        accepted ? Outcome.ACCEPTED : Outcome.REJECTED,
        accepted ? null : Reason.BAD_CREDENTIALS,
        source,
        5060,
        Transport.UDP,
        account,
        "ringfence.local",
        "REGISTER",
        "Yealink SIP-T46S 66.84.0.15",
        "f81d4fae7dec11d0a76500a0c91e6bf6@192.0.2.1",
        "edge-1",
        true);
  }
}
