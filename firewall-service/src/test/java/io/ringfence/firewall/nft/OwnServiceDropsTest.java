package io.ringfence.firewall.nft;

import static io.ringfence.firewall.fixture.Configurations.group;
import static io.ringfence.firewall.fixture.Configurations.open;
import static io.ringfence.firewall.fixture.Configurations.own;
import static io.ringfence.firewall.fixture.Configurations.udp;
import static io.ringfence.firewall.fixture.Configurations.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What the kernel drops for services of the operator's own, counted for each of them.
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class OwnServiceDropsTest {

  private static final String SERVER = "192.0.2.200";
  private static final String STRANGER = "192.0.2.7";
  private static final Configuration NONE = with(open(), group("office", "10.0.0.0/8"));
  private static final Configuration ONE = with(NONE, own("back-up", "office", udp(8730)));
  private static final Configuration TWO = with(ONE, own("db", "office", udp(5432)));

  private Namespace namespace;
  private Agent agent;

  @BeforeEach
  void start() {
    namespace = Namespace.create(SERVER, STRANGER);
    agent =
        namespace.call(
            () -> {
              var started = new Agent(ONE);
              started.start();
              return started;
            });
  }

  @AfterEach
  void close() {
    namespace.call(
        () -> {
          agent.close();
          return true;
        });
    namespace.close();
  }

  @Test
  void areCountedForEachService_asTheyComeAndGo() {
    knock(8730);
    assertThat(agent.latest().droppedPackets()).containsEntry("back-up", 1L).containsKey("sip");

    configure(TWO);
    knock(5432);
    knock(8730);
    assertThat(agent.latest().droppedPackets())
        .containsEntry("back-up", 2L)
        .containsEntry("db", 1L);

    configure(ONE);
    assertThat(agent.latest().droppedPackets())
        .containsEntry("back-up", 2L)
        .doesNotContainKey("db");
    assertThat(agent.latest().droppedBySet()).isEqualTo(Map.of("own_back-up_members_v4", 2L));
    assertThat(list()).contains("own_back-up_members_v4_dropped").doesNotContain("own_db");

    configure(TWO);
    knock(5432);
    assertThat(agent.latest().droppedPackets()).containsEntry("db", 1L);
    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.failures).isZero();
  }

  @Test
  void goOn_whenTheTableWasFlushed_andAForeignCounterIsTakenOut() {
    knock(8730);
    nft("delete table inet ringfence");
    later();
    knock(8730);
    assertThat(agent.latest().droppedPackets()).containsEntry("back-up", 2L);
    long repairs = agent.latest().repairs();

    nft("add counter inet ringfence own_theirs_members_v4_dropped");
    later();

    assertThat(list()).doesNotContain("theirs");
    assertThat(agent.latest().droppedPackets()).doesNotContainKey("theirs");
    assertThat(agent.latest().repairs()).isEqualTo(repairs + 1);
  }

  private void knock(int port) {
    assertThat(namespace.call(() -> Packets.udp(STRANGER, SERVER, port))).isFalse();
    later();
  }

  private void configure(Configuration configuration) {
    namespace.call(
        () -> {
          agent.configure(configuration);
          return true;
        });
    later();
  }

  private void later() {
    namespace.call(
        () -> {
          agent.later();
          return true;
        });
  }

  private String list() {
    return nft("list table inet ringfence");
  }

  private String nft(String command) {
    return namespace.call(
        () -> {
          try (var nft = NftContext.open()) {
            return nft.run(command);
          }
        });
  }
}
