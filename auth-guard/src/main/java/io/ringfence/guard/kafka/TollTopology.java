package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.guard.toll.TollSituation;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import org.apache.kafka.streams.state.Stores;

/// The part of the topology that is about toll fraud: `calls` are by Call-ID, so those that cost
/// are told again on `toll`, by account, and by the tasks that count them there once more, all in
/// one.
final class TollTopology {

  static final String STORE = "tolls";
  static final String TO_ALERTS = "toll-to-alerts";
  static final String TO_LOCKS = "toll-to-locks";
  static final String TO_TOLL = "toll-to-toll";
  static final String TO_DEAD_LETTER = "toll-to-dead-letter";

  private static final String ROUTER = "toll-router";
  private static final String COUNTER = "toll-counter";

  private TollTopology() {}

  static void addTo(
      Topology topology, Policies policies, GuardMeters meters, TollSituation.Bounds bounds) {
    source(topology, "calls", Topics.CALLS);
    topology.addProcessor(ROUTER, () -> new TollRouter(policies), "calls");
    sink(topology, "calls-to-toll", Topics.TOLL, ROUTER);
    source(topology, "toll", Topics.TOLL);
    topology.addProcessor(COUNTER, () -> new TollProcessor(policies, meters, bounds), "toll");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.String(), new TollStateSerde()),
        COUNTER);
    sink(topology, TO_ALERTS, Topics.ALERTS, COUNTER);
    sink(topology, TO_LOCKS, Topics.LOCKS, COUNTER);
    sink(topology, TO_TOLL, Topics.TOLL, COUNTER);
    sink(topology, TO_DEAD_LETTER, Topics.deadLetter(Topics.TOLL), COUNTER);
  }

  private static void source(Topology topology, String name, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        new UsePartitionTimeOnInvalidTimestamp(),
        Serdes.String().deserializer(),
        Serdes.ByteArray().deserializer(),
        topic);
  }

  private static void sink(Topology topology, String name, String topic, String parent) {
    topology.addSink(
        name, topic, Serdes.String().serializer(), Serdes.ByteArray().serializer(), parent);
  }
}
