package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.enforcement.NamespaceTakenException;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others do to the rules in a real kernel, and what happens at the start and after errors.
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class KernelProofTest {

  private static final String SERVER = "192.0.2.100";
  private static final String ATTACKER = "192.0.2.66";
  private static final String NEIGHBOUR = "192.0.2.129";
  private static final String PHONE = "192.0.2.1";
  private static final int SIP = 5060;

  private Namespace namespace;
  private Agent agent;

  @BeforeEach
  void start() {
    namespace = Namespace.create(SERVER, ATTACKER, NEIGHBOUR, PHONE);
    agent = started();
    namespace.inside(() -> agent.block(ATTACKER, inTenHours()));
    namespace.inside(() -> agent.block("192.0.2.128/25", null));
    namespace.inside(() -> agent.later());
    assertThat(blocked()).isTrue();
    assertThat(agent.latest().provenAt()).isNotNull();
    assertThat(agent.latest().drift()).isZero();
    assertThat(agent.latest().repairs()).isZero();
  }

  @AfterEach
  void close() {
    assertThat(blocked()).isTrue();
    namespace.inside(() -> agent.close());
    namespace.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flush ruleset",
        "delete table inet ringfence",
        "flush table inet ringfence",
        "flush chain inet ringfence sip",
        "flush chain inet ringfence prerouting",
        "flush set inet ringfence sip_blocked_v4",
        "flush set inet ringfence sip_blocked_prefixes_v4",
        "delete element inet ringfence sip_blocked_v4 { " + ATTACKER + " }",
        "delete element inet ringfence sip_blocked_prefixes_v4 { 192.0.2.128/25 }",
        "insert rule inet ringfence prerouting accept",
        "add table inet ringfence { flags dormant; }",
        "add element inet ringfence trusted_v4 { 192.0.2.0/24 }",
        "add chain inet ringfence first { type filter hook prerouting priority -301; };"
            + "add rule inet ringfence first udp dport 5060 counter drop",
      })
  void whatAStrangerDoes_isMended_andSaidWhenItRecurs(String commands) {
    namespace.inside(() -> nft(commands));
    namespace.inside(() -> agent.later());

    assertThat(blocked()).isTrue();
    assertThat(reaches(PHONE)).isTrue();
    assertThat(agent.latest().repairs()).isPositive();
    assertThat(agent.alerts).isEmpty();
    namespace.inside(() -> agent.later());
    assertThat(agent.latest().drift()).isZero();
    long repairs = agent.latest().repairs();

    namespace.inside(() -> nft(commands));
    namespace.inside(() -> agent.later());

    assertThat(agent.latest().repairs()).isEqualTo(2 * repairs);
    assertThat(agent.alerts)
        .singleElement()
        .extracting(SecurityAlert::kind)
        .isEqualTo(SecurityAlert.Kind.FIREWALL_DRIFT);
  }

  @Test
  void whatEachBlockHasDropped_isReported_andGoesOnWhenItsEndIsMoved() {
    namespace.inside(() -> agent.later());
    var before = dropped();
    assertThat(before.values()).allMatch(packets -> packets > 0).hasSize(2);

    namespace.inside(() -> agent.block(ATTACKER, agent.now().plus(Duration.ofHours(20))));
    assertThat(blocked()).isTrue();
    assertThat(blocked()).isTrue();
    namespace.inside(() -> agent.later());

    var after = dropped();
    assertThat(after).hasSize(3);
    var grown = new TreeMap<>(after);
    before.forEach((block, packets) -> grown.merge(block, -packets, Long::sum));
    assertThat(grown.values()).containsExactlyInAnyOrder(0L, 2L, 2L);
  }

  private Map<UUID, Long> dropped() {
    return agent.latest().drops().stream()
        .collect(Collectors.toMap(Dropped::blockId, Dropped::packets));
  }

  @Test
  void aForeignElement_isTakenOut() {
    namespace.inside(
        () -> nft("add element inet ringfence sip_blocked_v4 { " + PHONE + " timeout 1h }"));
    assertThat(reaches(PHONE)).isFalse();

    namespace.inside(() -> agent.later());

    assertThat(reaches(PHONE)).isTrue();
    assertThat(agent.latest().repairs()).isEqualTo(1);
  }

  @Test
  void aForeignRange_aForeignSetAndAForeignChain_areTakenOut() {
    namespace.inside(
        () -> nft("add element inet ringfence sip_blocked_prefixes_v4 { 192.0.2.0-192.0.2.5 }"));
    namespace.inside(
        () -> nft("add chain inet ringfence mine; add rule inet ringfence mine counter"));
    namespace.inside(
        () -> nft("add set inet ringfence theirs { type ipv4_addr; flags interval; }"));

    namespace.inside(() -> agent.later());

    assertThat(reaches(PHONE)).isTrue();
    assertThat(agent.latest().repairs()).isEqualTo(3);
    assertThat(namespace.call(() -> nft("list table inet ringfence")))
        .doesNotContain("mine", "theirs", "192.0.2.0-");
  }

  @Test
  void anotherEnd_isSetRight() {
    String element = "element inet ringfence sip_blocked_v4 { " + ATTACKER;
    namespace.inside(() -> nft("delete " + element + " }; add " + element + " timeout 10m }"));

    namespace.inside(() -> agent.later());

    assertThat(listed()).containsPattern(ATTACKER + " .*timeout 9h59m");
    assertThat(agent.latest().repairs()).isEqualTo(1);
  }

  @Test
  void aTableOfSetsOfAnotherKind_isMadeAnew() {
    namespace.inside(
        () ->
            nft(
                "delete table inet ringfence; add table inet ringfence; "
                    + "add set inet ringfence sip_blocked_v4 { type ipv4_addr; flags interval; }; "
                    + "add map inet ringfence m { type ipv4_addr : verdict; }"));

    namespace.inside(() -> agent.later());

    assertThat(listed()).contains("flags timeout", ATTACKER).doesNotContain("map m");
  }

  @Test
  void otherTables_areOthersBusiness() {
    namespace.inside(
        () ->
            nft(
                "add table inet others; add chain inet others sip; add set inet others s { type ipv4_addr; }"));

    namespace.inside(() -> agent.later());

    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.latest().drift()).isZero();
    assertThat(namespace.call(() -> nft("list table inet others"))).contains("chain sip");
  }

  @Test
  void atTheStart_whatIsThereIsAdopted() {
    assertThat(reaches(ATTACKER)).isFalse();
    namespace.inside(() -> agent.close());
    namespace.inside(
        () -> nft("add element inet ringfence sip_blocked_v4 { " + PHONE + " timeout 1h }"));
    agent = namespace.call(() -> new Agent(Configurations.open()));
    namespace.inside(() -> agent.block(ATTACKER, inTenHours()));
    namespace.inside(() -> agent.block("192.0.2.128/25", null));
    assertThat(reaches(PHONE)).isFalse();

    namespace.inside(() -> agent.start());
    namespace.inside(() -> agent.later());

    assertThat(reaches(PHONE)).isTrue();
    assertThat(agent.latest().droppedPackets().get("sip")).isPositive();
    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.latest().drift()).isZero();
  }

  @Test
  void aBatchThatFailsHalfWay_leavesWhatWasInForce_andIsMadeUpFor() {
    namespace.inside(
        () -> nft("add element inet ringfence sip_blocked_prefixes_v4 { 203.0.113.64/26 }"));
    var restricted = Configurations.restricted(Service.SIP, "office");
    var office = Configurations.group("office", "203.0.113.9");
    var next = Configurations.with(Configurations.with(Configurations.open(), office), restricted);
    var block = Blocks.active("203.0.113.0/24", agent.now(), null, Service.SIP);

    namespace.inside(() -> agent.configure(next, List.of(Blocks.record(block))));

    assertThat(agent.failures).isEqualTo(1);
    assertThat(namespace.call(() -> nft("list sets"))).contains("sip_members_v4");
    assertThat(reaches(PHONE)).isTrue();
    assertThat(blocked()).isTrue();
    namespace.inside(() -> agent.later());
    namespace.inside(() -> agent.later());
    assertThat(agent.latest().error()).isNull();
    assertThat(reaches(PHONE)).isFalse();
    assertThat(prefixes()).contains("203.0.113.0/24").doesNotContain("/26");
  }

  @Test
  void aTableOfAnEarlierVersion_isAdopted_withItsNetworksAmongThePrefixes() {
    namespace.inside(() -> agent.close());
    namespace.inside(
        () -> {
          nft("flush chain inet ringfence sip");
          nft("flush chain inet ringfence sip_passed");
          nft("delete set inet ringfence sip_blocked_64s_v6");
          nft("add rule inet ringfence sip ip saddr @sip_blocked_v4 counter drop");
          nft("add rule inet ringfence sip ip saddr @sip_blocked_prefixes_v4 counter drop");
          nft("add rule inet ringfence sip ip6 saddr @sip_blocked_prefixes_v6 counter drop");
          nft("add element inet ringfence sip_blocked_prefixes_v6 { 2001:db8:bad:1::/64 }");
        });
    agent = namespace.call(() -> new Agent(Configurations.open()));
    namespace.inside(() -> agent.block(ATTACKER, inTenHours()));
    namespace.inside(() -> agent.block("192.0.2.128/25", null));
    namespace.inside(() -> agent.block("2001:db8:bad:1::/64", inTenHours()));

    namespace.inside(() -> agent.start());
    namespace.inside(() -> agent.later());

    String table = namespace.call(() -> nft("list table inet ringfence"));
    assertThat(table)
        .contains("ip6 saddr & ffff:ffff:ffff:ffff:: == @sip_blocked_64s_v6")
        .containsPattern("2001:db8:bad:1:: .*timeout (10h|9h59m)")
        .doesNotContain("2001:db8:bad:1::/64");
    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.latest().drift()).isZero();
    assertThat(agent.failures).isZero();
  }

  @Test
  void aChangeThatTheKernelRefuses_isMadeUpFor() {
    namespace.inside(
        () -> nft("add element inet ringfence sip_blocked_prefixes_v4 { 203.0.113.64/26 }"));

    namespace.inside(() -> agent.block("203.0.113.0/24", null));

    assertThat(agent.failures).isEqualTo(1);
    assertThat(agent.latest().error()).contains("overlaps");
    assertThat(blocked()).isTrue();
    namespace.inside(() -> agent.later());
    namespace.inside(() -> agent.later());
    assertThat(agent.latest().error()).isNull();
    assertThat(prefixes()).contains("203.0.113.0/24").doesNotContain("/26");
  }

  @Test
  void whenTheClockIsSet_blocksEndByItAnew() {
    namespace.inside(() -> agent.setClock(Duration.ofMinutes(30)));
    assertThat(listed()).containsPattern(ATTACKER + " .*timeout 9h29m");

    namespace.inside(() -> agent.setClock(Duration.ofHours(-1)));

    assertThat(listed()).containsPattern(ATTACKER + " .*timeout 10h29m");
    namespace.inside(() -> agent.later());
    assertThat(agent.latest().provenAt()).isAfter(agent.now().minusSeconds(5));
    assertThat(agent.alerts).isEmpty();
  }

  @Test
  void aSecondAgent_isRefused_untilTheFirstEnds() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> namespace.call(() -> KernelEnforcer.open(null)))
        .withCauseInstanceOf(NamespaceTakenException.class);
    try (var elsewhere = Namespace.create()) {
      elsewhere.call(
          () -> {
            KernelEnforcer.open(null).close();
            return true;
          });
    }

    namespace.inside(() -> agent.close());
    agent = started();
    namespace.inside(() -> agent.block(ATTACKER, inTenHours()));
    namespace.inside(() -> agent.block("192.0.2.128/25", null));
  }

  @Test
  void uninstalling_removesTheTable_onceTheServiceHasStopped() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> namespace.inside(() -> Uninstall.run(null)))
        .withCauseInstanceOf(NamespaceTakenException.class);
    namespace.inside(() -> agent.close());

    namespace.inside(() -> Uninstall.run(null));
    namespace.inside(() -> Uninstall.run(null));

    assertThat(namespace.call(() -> nft("list tables"))).doesNotContain("ringfence");
    assertThat(reaches(ATTACKER)).isTrue();
    agent = started();
    namespace.inside(() -> agent.block(ATTACKER, inTenHours()));
    namespace.inside(() -> agent.block("192.0.2.128/25", null));
  }

  private Agent started() {
    return namespace.call(
        () -> {
          var started = new Agent(Configurations.open());
          started.start();
          return started;
        });
  }

  private boolean blocked() {
    return !reaches(ATTACKER) && !reaches(NEIGHBOUR);
  }

  private boolean reaches(String from) {
    return namespace.call(() -> Packets.udp(from, SERVER, SIP));
  }

  private String listed() {
    return namespace.call(() -> nft("list set inet ringfence sip_blocked_v4"));
  }

  private String prefixes() {
    return namespace.call(() -> nft("list set inet ringfence sip_blocked_prefixes_v4"));
  }

  private Instant inTenHours() {
    return agent.now().plus(Duration.ofHours(10));
  }

  private static String nft(String commands) throws Exception {
    try (var nft = NftContext.open()) {
      return nft.run(commands + "\n");
    }
  }
}
