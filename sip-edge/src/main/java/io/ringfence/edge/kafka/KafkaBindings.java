package io.ringfence.edge.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Registration;
import io.ringfence.edge.NodeAddress;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.registrar.Bindings;
import io.ringfence.edge.registrar.Flow;
import io.ringfence.edge.sip.Peer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Bindings on the compacted topic `registrations`; a tombstone says that one is over, and in a
/// header which: the one that was registered then.
@Singleton
public class KafkaBindings implements Bindings {

  private static final String PROCESS = "process";
  private static final String REGISTERED_AT = "registered-at";

  private record Change(Binding binding, boolean isRemoval) {}

  private final Publisher<Change> publisher;
  private final @Nullable String reachedAt;

  /// This process's: its own records tell it nothing.
  private final byte[] process = octets(EventIds.next().getLeastSignificantBits());

  KafkaBindings(Bus bus, SipConfig config, NodeAddress address) {
    this.reachedAt = address.text();
    this.publisher =
        new Publisher<>(bus, Topics.REGISTRATIONS, config.memory().queuedBindings(), this::record);
  }

  private ProducerRecord<String, byte[]> record(Change change) {
    var registration = registration(change.binding);
    var record =
        new ProducerRecord<>(
            Topics.REGISTRATIONS,
            registration.key(),
            change.isRemoval ? null : Json.write(registration));
    record.headers().add(PROCESS, process);
    if (change.isRemoval) {
      record.headers().add(REGISTERED_AT, octets(change.binding.registeredAt().toEpochMilli()));
    }
    return record;
  }

  private static byte[] octets(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /// Whether this process has sent the record.
  boolean isOwn(ConsumerRecord<String, byte[]> record) {
    var header = record.headers().lastHeader(PROCESS);
    return header != null && Arrays.equals(header.value(), process);
  }

  /// When the binding was registered that a tombstone ends; edges that did not say so ended what
  /// there was.
  static Instant registeredAt(ConsumerRecord<String, byte[]> tombstone) {
    var header = tombstone.headers().lastHeader(REGISTERED_AT);
    boolean isTime = header != null && header.value().length == Long.BYTES;
    return Instant.ofEpochMilli(
        isTime ? ByteBuffer.wrap(header.value()).getLong() : tombstone.timestamp());
  }

  /// The Call-ID is kept as it is: the order of requests is judged by it. The parser has seen to it
  /// that it has no control characters.
  private Registration registration(Binding binding) {
    var flow = binding.flow();
    return new Registration(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        binding.registeredAt(),
        binding.account(),
        binding.contact(),
        binding.peer().address(),
        binding.peer().port(),
        binding.peer().transport(),
        Attacker.text(binding.userAgent(), AuthenticationAttempt.MAX_TEXT),
        binding.callId(),
        binding.cseq(),
        binding.registeredAt(),
        binding.expiresAt(),
        binding.edge(),
        flow == null ? null : flow.instance(),
        flow == null ? null : flow.regId(),
        binding.q() == Binding.MAX_Q ? null : binding.q(),
        binding.path(),
        reachedAt);
  }

  static Binding binding(Registration registration) {
    return new Binding(
        registration.account(),
        registration.contact(),
        flow(registration.instance(), registration.regId()),
        Objects.requireNonNullElse(registration.q(), Binding.MAX_Q),
        registration.path(),
        new Peer(registration.source(), registration.sourcePort(), registration.transport()),
        registration.userAgent(),
        Objects.requireNonNullElse(registration.callId(), ""),
        registration.cseq(),
        registration.registeredAt(),
        registration.expiresAt(),
        registration.registeredAt(),
        registration.edge(),
        registration.reachedAt());
  }

  private static @Nullable Flow flow(@Nullable String instance, @Nullable Integer regId) {
    return instance == null || regId == null ? null : new Flow(instance, regId);
  }

  @Override
  public void set(Binding binding) {
    publisher.offer(new Change(binding, false));
  }

  @Override
  public void removed(Binding binding) {
    publisher.offer(new Change(binding, true));
  }

  void stop(@Observes ShutdownEvent event) {
    publisher.close();
  }
}
