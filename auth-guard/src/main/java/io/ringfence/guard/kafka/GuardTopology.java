package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Topics;
import io.ringfence.guard.toll.TollSituation;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/// One processor over `attempts`, `commands`, its own `findings` and, as an echo, its own `blocks`,
/// with one store. The four topics have the same keys and the same number of partitions, so
/// everything about a target meets in one task; what concerns another target goes to its task by
/// `findings`. Every node and the store are named: their names are in the names of internal
/// topics, which must outlive a change of the topology. Calls are another part of it, see
/// [TollTopology].
final class GuardTopology {

  static final String STORE = "sources";
  static final String TO_BLOCKS = "to-blocks";
  static final String TO_ALERTS = "to-alerts";
  static final String TO_FINDINGS = "to-findings";
  static final String TO_FINDINGS_DEAD_LETTER = "to-findings-dead-letter";
  static final String TO_ATTEMPTS_DEAD_LETTER = "to-attempts-dead-letter";
  static final String TO_COMMANDS_DEAD_LETTER = "to-commands-dead-letter";

  private static final String GUARD = "guard";

  private GuardTopology() {}

  /// @param partitions of its topics, the same for all
  static Topology of(Policies policies, GuardMeters meters, GuardConfig config, int partitions) {
    var topology = of(() -> new GuardProcessor(policies, meters, config, partitions));
    var bounds = new TollSituation.Bounds(config.tollCalls(), config.callsLostAfter());
    TollTopology.addTo(topology, policies, meters, bounds);
    return topology;
  }

  /// The guard alone.
  static Topology of(ProcessorSupplier<String, byte[], String, byte[]> guard) {
    var topology = new Topology();
    source(topology, "attempts", Topics.ATTEMPTS);
    source(topology, "commands", Topics.COMMANDS);
    source(topology, "findings", Topics.FINDINGS);
    source(topology, "echo", Topics.BLOCKS);
    topology.addProcessor(GUARD, guard, "attempts", "commands", "findings", "echo");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.String(), new SourceStateSerde()),
        GUARD);
    topology.addStateStore(new CommitHook.Builder(), GUARD);
    sink(topology, TO_BLOCKS, Topics.BLOCKS);
    sink(topology, TO_ALERTS, Topics.ALERTS);
    topology.addSink(
        TO_FINDINGS,
        Topics.FINDINGS,
        Serdes.String().serializer(),
        Serdes.ByteArray().serializer(),
        Gathered::partitions,
        GUARD);
    sink(topology, TO_FINDINGS_DEAD_LETTER, Topics.deadLetter(Topics.FINDINGS));
    sink(topology, TO_ATTEMPTS_DEAD_LETTER, Topics.deadLetter(Topics.ATTEMPTS));
    sink(topology, TO_COMMANDS_DEAD_LETTER, Topics.deadLetter(Topics.COMMANDS));
    return topology;
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

  private static void sink(Topology topology, String name, String topic) {
    topology.addSink(
        name, topic, Serdes.String().serializer(), Serdes.ByteArray().serializer(), GUARD);
  }
}
