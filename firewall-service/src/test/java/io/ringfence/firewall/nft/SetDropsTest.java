package io.ringfence.firewall.nft;

import static io.ringfence.firewall.fixture.Configurations.group;
import static io.ringfence.firewall.fixture.Configurations.open;
import static io.ringfence.firewall.fixture.Configurations.restricted;
import static io.ringfence.firewall.fixture.Configurations.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.Service;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What the kernel drops, counted for each set.
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class SetDropsTest {

  private static final int SIP = 5060;
  private static final String SERVER = "192.0.2.200";
  private static final String SERVER_V6 = "2001:db8:1::200";
  private static final Configuration OPEN = with(open(), group("office", "10.0.0.0/8"));
  private static final Configuration RESTRICTED = with(OPEN, restricted(Service.SIP, "office"));
  private static final Map<String, Long> ONE_EACH =
      Map.of(
          "sip_blocked_v4", 1L,
          "sip_blocked_prefixes_v4", 1L,
          "sip_members_v4", 1L,
          "sip_blocked_v6", 1L,
          "sip_blocked_64s_v6", 1L,
          "sip_blocked_prefixes_v6", 1L,
          "sip_members_v6", 1L);

  private Namespace namespace;
  private Agent agent;

  @BeforeEach
  void start() {
    namespace =
        Namespace.create(
            SERVER,
            "192.0.2.7",
            "192.0.2.8",
            "198.51.100.9",
            SERVER_V6,
            "2001:db8:2::7",
            "2001:db8:3::8",
            "2001:db8:4::9",
            "2001:db8:5::10");
    agent = started();
    for (String target :
        new String[] {
          "192.0.2.8", "198.51.100.0/24", "2001:db8:3::8", "2001:db8:4::/64", "2001:db8:5::/48"
        }) {
      namespace.inside(() -> agent.block(target, null));
    }
    assertThat(agent.latest().droppedBySet()).isEmpty();
  }

  @AfterEach
  void close() {
    namespace.inside(() -> agent.close());
    namespace.close();
  }

  @Test
  void isTheSetThatTheSenderIsIn_orTheMembersThatItIsNotIn() {
    knockFromEach();

    assertThat(agent.latest().droppedBySet()).isEqualTo(ONE_EACH);
    assertThat(agent.latest().droppedPackets()).containsEntry("sip", 7L).containsEntry("web", 0L);
  }

  @Test
  void goesOn_whenTheRestrictionIsLiftedAndMadeAgain() {
    knockFromEach();
    namespace.inside(() -> agent.configure(OPEN));
    namespace.inside(() -> agent.later());
    assertThat(agent.latest().droppedBySet()).isEqualTo(ONE_EACH);
    assertThat(counter("sip_members_v4_dropped")).contains("packets 1 ");

    namespace.inside(() -> agent.configure(RESTRICTED));
    knock("192.0.2.7", SERVER);

    assertThat(agent.latest().droppedBySet())
        .containsEntry("sip_members_v4", 2L)
        .containsEntry("sip_members_v6", 1L);
    assertThat(counter("sip_members_v4_dropped")).contains("packets 2 ");
    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.failures).isZero();
  }

  @Test
  void isAdopted_byTheNextAgent() {
    knockFromEach();
    namespace.inside(() -> agent.close());

    agent = started();

    assertThat(agent.latest().droppedBySet()).isEqualTo(ONE_EACH);
  }

  @Test
  void takesThePlaceOfTheOneOfAnEarlierVersion_thatRulesStillCountWith() {
    namespace.inside(() -> agent.close());
    nft("add counter inet ringfence sip_dropped");
    nft("insert rule inet ringfence sip ip saddr 192.0.2.7 counter name sip_dropped drop");

    agent = started();
    knock("192.0.2.7", SERVER);

    assertThat(nft("list ruleset")).doesNotContain("sip_dropped");
    assertThat(agent.latest().droppedBySet()).isEqualTo(Map.of("sip_members_v4", 1L));
    assertThat(agent.failures).isZero();
  }

  @Test
  void isMadeAgain_whenSomebodyTakesItAway_andOneOfAnEarlierVersionGoes() {
    knockFromEach();
    nft("flush chain inet ringfence sip");
    nft("delete counter inet ringfence sip_members_v4_dropped");
    nft("add counter inet ringfence sip_dropped");
    namespace.inside(() -> agent.later());
    knock("192.0.2.7", SERVER);

    assertThat(agent.latest().droppedBySet())
        .containsEntry("sip_members_v4", 2L)
        .containsEntry("sip_blocked_v4", 1L);
    assertThat(nft("list counters")).doesNotContain(" sip_dropped");
    assertThat(agent.latest().repairs()).isEqualTo(3);
  }

  private Agent started() {
    return namespace.call(
        () -> {
          var started = new Agent(RESTRICTED);
          started.start();
          return started;
        });
  }

  private void knockFromEach() {
    for (String from : new String[] {"192.0.2.7", "192.0.2.8", "198.51.100.9"}) {
      knock(from, SERVER);
    }
    for (String from :
        new String[] {"2001:db8:2::7", "2001:db8:3::8", "2001:db8:4::9", "2001:db8:5::10"}) {
      knock(from, SERVER_V6);
    }
  }

  private void knock(String from, String to) {
    assertThat(namespace.call(() -> Packets.udp(from, to, SIP))).isFalse();
    namespace.inside(() -> agent.later());
  }

  private String counter(String name) {
    return nft("list counter inet ringfence " + name);
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
