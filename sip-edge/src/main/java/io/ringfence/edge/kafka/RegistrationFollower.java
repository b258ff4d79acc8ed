package io.ringfence.edge.kafka;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.Registration;
import io.ringfence.edge.Core;
import io.ringfence.edge.Node;
import io.ringfence.edge.netty.SipLoop;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Reads this node's bindings back after a restart. Those of other nodes are theirs.
@Singleton
public class RegistrationFollower implements CompactedTopic.Handler {

  private final Core core;
  private final SipLoop loop;
  private final Node node;
  private final InstantSource clock;
  private final Bus bus;

  RegistrationFollower(Core core, SipLoop loop, Node node, InstantSource clock, Bus bus) {
    this.core = core;
    this.loop = loop;
    this.node = node;
    this.clock = clock;
    this.bus = bus;
  }

  @Override
  public void accept(String key, byte @Nullable [] value) {
    var registration = value == null ? null : Json.read(value, Registration.class);
    if (registration != null) {
      loop.run(() -> remember(registration));
    }
    if (registration != null && registration.edge().equals(node.name())) {
      var binding = KafkaBindings.binding(registration);
      loop.run(() -> core.registrar().restore(binding, clock.instant()));
      return;
    }
    int space = key.indexOf(' ');
    if (registration == null && space > 0) {
      String account = key.substring(0, space);
      String contact = key.substring(space + 1);
      loop.run(() -> core.registrar().restoreRemoval(account, contact));
    }
  }

  /// Whoever registered the account on any node is no stranger to it.
  private void remember(Registration registration) {
    core.knownSources()
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
