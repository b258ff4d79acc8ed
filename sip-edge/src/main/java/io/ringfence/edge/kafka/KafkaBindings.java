package io.ringfence.edge.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Registration;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.registrar.Bindings;
import io.ringfence.edge.sip.Peer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Bindings on the compacted topic `registrations`; the removal of one is a tombstone.
@Singleton
public class KafkaBindings implements Bindings {

  private record Change(Binding binding, boolean isRemoval) {}

  private final Publisher<Change> publisher;

  KafkaBindings(Bus bus, SipConfig config) {
    this.publisher =
        new Publisher<>(
            bus, Topics.REGISTRATIONS, config.memory().queuedBindings(), KafkaBindings::record);
  }

  private static ProducerRecord<String, byte[]> record(Change change) {
    var registration = registration(change.binding);
    return new ProducerRecord<>(
        Topics.REGISTRATIONS,
        registration.key(),
        change.isRemoval ? null : Json.write(registration));
  }

  /// The Call-ID is kept as it is: the order of requests is judged by it. The parser has seen to it
  /// that it has no control characters.
  private static Registration registration(Binding binding) {
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
        null,
        null,
        null,
        List.of());
  }

  static Binding binding(Registration registration) {
    return new Binding(
        registration.account(),
        registration.contact(),
        new Peer(registration.source(), registration.sourcePort(), registration.transport()),
        registration.userAgent(),
        Objects.requireNonNullElse(registration.callId(), ""),
        registration.cseq(),
        registration.registeredAt(),
        registration.expiresAt(),
        registration.registeredAt(),
        registration.edge());
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
