package io.ringfence.edge.kafka;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.Registration;
import io.ringfence.edge.Core;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.registrar.Binding;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Follows the bindings of all edges, so that each can reach every account; this node's own it
/// reads back after a restart.
@Singleton
public class RegistrationFollower implements CompactedTopic.Handler {

  private final Core core;
  private final KafkaBindings own;
  private final InstantSource clock;
  private final Bus bus;

  RegistrationFollower(Core core, KafkaBindings own, InstantSource clock, Bus bus) {
    this.core = core;
    this.own = own;
    this.clock = clock;
    this.bus = bus;
  }

  @Override
  public void accept(ConsumerRecord<String, byte[]> record) {
    if (own.isOwn(record)) {
      return;
    }
    if (record.value() == null) {
      ended(record.key(), KafkaBindings.registeredAt(record));
    } else {
      accept(record.key(), record.value());
    }
  }

  @Override
  public void accept(String key, byte @Nullable [] value) {
    if (value != null) {
      var registration = Json.read(value, Registration.class);
      var binding = KafkaBindings.binding(registration);
      remember(registration);
      follow(binding);
    }
  }

  private void ended(String key, Instant registeredAt) {
    int space = key.indexOf(' ');
    if (space > 0) {
      String account = key.substring(0, space);
      String id = key.substring(space + 1);
      core.registrar().followRemoval(account, id, registeredAt, clock.instant());
    }
  }

  /// What was registered before the account's password changed is over, though its edge may not
  /// have seen that yet.
  private void follow(Binding binding) {
    boolean isOver =
        core.accounts().find(binding.account()) instanceof Accounts.Known(var account)
            && binding.registeredAt().isBefore(account.registrationsValidSince());
    if (!isOver) {
      core.registrar().follow(binding, clock.instant());
    }
  }

  /// Whoever registered the account on any node is no stranger to it.
  private void remember(Registration registration) {
    core.knownLogins()
        .seen(
            registration.account(),
            registration.source(),
            registration.registeredAt().toEpochMilli());
  }

  @Override
  public void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {
    bus.countRefused(record);
  }
}
