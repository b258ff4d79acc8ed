package io.ringfence.guard.kafka;

import static io.ringfence.guard.detect.Given.START;
import static io.ringfence.guard.detect.Given.at;
import static io.ringfence.guard.detect.Given.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.detect.Given;
import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.SourceState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// After a producer's timeout Kafka Streams closes a task and initialises the same processor again,
/// with the store as it is then.
class RevivedTaskTest {

  private static final Duration TICK = Duration.ofMillis(100);
  private static final int MANY = 210;

  @TempDir private Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Policies policies = new Policies(InstantSource.fixed(START));
  private TopologyTestDriver driver;

  /// The processor, which a test can have revived.
  private final class Revived extends ContextualProcessor<String, byte[], String, byte[]> {

    private final GuardProcessor guard =
        new GuardProcessor(policies, new GuardMeters(meters), new GuardProcess.Config(), 1);

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
      super.init(context);
      guard.init(context);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      if (record.key().equals("revive")) {
        guard.close();
        guard.init(context());
      } else {
        guard.process(record);
      }
    }
  }

  @BeforeEach
  void start() {
    var config = new GuardProcess.Config();
    var properties = new StreamsSettings(config, "none:1", directory.toString(), "n").properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    var topology = GuardTopology.of(Revived::new);
    driver = new TopologyTestDriver(topology, properties, START);
    driver.advanceWallClockTime(TICK);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void announcesWhatWasNotSeen() {
    leave(target(1));
    revive();
    driver.advanceWallClockTime(TICK);

    assertThat(
            driver
                .createOutputTopic(
                    Topics.BLOCKS, new StringDeserializer(), new ByteArrayDeserializer())
                .readValuesToList())
        .extracting(value -> Json.read(value, BlockDecision.class).target())
        .contains(target(1));
  }

  @Test
  void takesUpTheBlocksThatLie_asOneTaskAndNotTwo() {
    for (int i = 0; i < MANY; i++) {
      leave(target(i));
    }
    revive();
    driver.advanceWallClockTime(TICK);

    assertThat(active()).isEqualTo(100);
  }

  private void revive() {
    driver
        .createInputTopic(Topics.COMMANDS, new StringSerializer(), new ByteArraySerializer())
        .pipeInput("revive", new byte[0]);
  }

  private void leave(BlockTarget target) {
    var order = block(target, UUID.randomUUID(), at(0), null);
    var states = new States(driver.getKeyValueStore(GuardTopology.STORE), 1);
    states.put(target.value(), Guard.command(SourceState.EMPTY, order, Given.now(0)).state());
    states.write();
  }

  private static BlockTarget target(int number) {
    return new BlockTarget.Ip(IpAddress.ofV4(0x0A010000 + number));
  }

  private double active() {
    return meters
        .get("ringfence.blocks.active")
        .tags("target", "ip", "origin", "operator")
        .gauge()
        .value();
  }
}
