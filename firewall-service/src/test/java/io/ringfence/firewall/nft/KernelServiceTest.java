package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Bus;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The whole way: a record on Kafka, and the kernel drops packets. The service's Kafka is in this
/// process's network namespace, the rules are in another.
@QuarkusTest
@TestProfile(KernelServiceTest.Enforcing.class)
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class KernelServiceTest {

  private static final String SERVER = "192.0.2.100";
  private static final String ATTACKER = "192.0.2.66";
  private static final int SIP = 5060;

  public static final class Enforcing implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(
          new TestResourceEntry(TestServers.class), new TestResourceEntry(InNamespace.class));
    }
  }

  public static final class InNamespace implements QuarkusTestResourceLifecycleManager {

    private @Nullable Namespace namespace;

    @Override
    public Map<String, String> start() {
      namespace = Namespace.create(SERVER, ATTACKER);
      return Map.of(
          "ringfence.firewall.backend",
          "nftables",
          "ringfence.firewall.netns",
          namespace.path().toString());
    }

    @Override
    public void inject(Object test) {
      ((KernelServiceTest) test).namespace = namespace;
    }

    @Override
    public void stop() {
      if (namespace != null) {
        namespace.close();
      }
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  Namespace namespace;
  private Bus bus;

  @BeforeEach
  void connect() {
    bus = new Bus(bootstrapServers);
    bus.configure(Configurations.unrestricted(Service.SIP));
  }

  @AfterEach
  void disconnect() {
    bus.close();
  }

  @Test
  void aBlockOnKafka_dropsPacketsInTheKernel_untilItIsReleased() {
    await().until(() -> reaches(SIP));
    var block =
        Blocks.active(
            ATTACKER, Instant.now(), Instant.now().plus(Duration.ofHours(1)), Service.SIP);

    bus.block(block);

    await().until(() -> !reaches(SIP));
    assertThat(reaches(29092)).isTrue();
    var applied = bus.applied(block.blockId()).getFirst();
    assertThat(Duration.between(block.decidedAt(), applied.at())).isLessThan(Duration.ofSeconds(5));
    await()
        .untilAsserted(
            () -> assertThat(bus.reports().getLast().droppedPackets().get("sip")).isPositive());
    assertThat(bus.reports().getLast().backend()).isEqualTo("nftables");

    bus.tombstone(block);
    await().until(() -> reaches(SIP));
  }

  @Test
  void restoresTheTable_whenSomebodyDeletedIt() {
    await().until(() -> bus.reports().stream().anyMatch(report -> report.error() == null));
    namespace.call(
        () -> {
          try (var nft = NftContext.open()) {
            return nft.run("delete table inet ringfence\n");
          }
        });
    var block = Blocks.active(ATTACKER, Instant.now(), null, Service.SIP);

    bus.block(block);

    await().until(() -> !reaches(SIP));
    assertThat(bus.reports()).anyMatch(report -> report.error() != null);
    bus.tombstone(block);
    await().until(() -> reaches(SIP));
  }

  private boolean reaches(int port) {
    return namespace.call(() -> Packets.udp(ATTACKER, SERVER, port));
  }
}
