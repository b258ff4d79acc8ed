package io.ringfence.edge.kafka;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.Command;
import io.ringfence.edge.Core;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Orders to end a call. Every edge reads them, and the one that carries the call ends it; so the
/// orders of before a start, whose calls no edge knows any more, are read to no effect.
@Singleton
public class CommandFollower implements CompactedTopic.Handler {

  private final Core core;
  private final InstantSource clock;
  private final Bus bus;

  CommandFollower(Core core, InstantSource clock, Bus bus) {
    this.core = core;
    this.clock = clock;
    this.bus = bus;
  }

  @Override
  public void accept(String key, byte @Nullable [] value) {
    if (value == null) {
      return;
    }
    var command = Json.read(value, Command.class);
    var call = command.call();
    if (command.action() == Command.Action.END_CALL && call != null) {
      core.onEach(worker -> worker.proxy().end(call, command.actor(), clock.instant()));
    }
  }

  @Override
  public void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {
    bus.countRefused(record);
  }
}
