package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.firewall.enforcement.NamespaceTakenException;
import io.ringfence.firewall.fixture.Configurations;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
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
    inside(() -> agent.block(ATTACKER, inTenHours()));
    inside(() -> agent.block("192.0.2.128/25", null));
    inside(() -> agent.later());
    assertThat(blocked()).isTrue();
    assertThat(agent.latest().provenAt()).isNotNull();
    assertThat(agent.latest().drift()).isZero();
    assertThat(agent.latest().repairs()).isZero();
  }

  @AfterEach
  void close() {
    assertThat(blocked()).isTrue();
    inside(() -> agent.close());
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
    inside(() -> nft(commands));
    inside(() -> agent.later());

    assertThat(blocked()).isTrue();
    assertThat(reaches(PHONE)).isTrue();
    assertThat(agent.latest().repairs()).isPositive();
    assertThat(agent.alerts).isEmpty();
    inside(() -> agent.later());
    assertThat(agent.latest().drift()).isZero();
    long repairs = agent.latest().repairs();

    inside(() -> nft(commands));
    inside(() -> agent.later());

    assertThat(agent.latest().repairs()).isEqualTo(2 * repairs);
    assertThat(agent.alerts)
        .singleElement()
        .extracting(SecurityAlert::kind)
        .isEqualTo(SecurityAlert.Kind.FIREWALL_DRIFT);
  }

  @Test
  void aForeignElement_isTakenOut() {
    inside(() -> nft("add element inet ringfence sip_blocked_v4 { " + PHONE + " timeout 1h }"));
    assertThat(reaches(PHONE)).isFalse();

    inside(() -> agent.later());

    assertThat(reaches(PHONE)).isTrue();
    assertThat(agent.latest().repairs()).isEqualTo(1);
  }

  @Test
  void aForeignRange_aForeignSetAndAForeignChain_areTakenOut() {
    inside(() -> nft("add element inet ringfence sip_blocked_prefixes_v4 { 192.0.2.0-192.0.2.5 }"));
    inside(() -> nft("add chain inet ringfence mine; add rule inet ringfence mine counter"));
    inside(() -> nft("add set inet ringfence theirs { type ipv4_addr; flags interval; }"));

    inside(() -> agent.later());

    assertThat(reaches(PHONE)).isTrue();
    assertThat(agent.latest().repairs()).isEqualTo(3);
    assertThat(namespace.call(() -> nft("list table inet ringfence")))
        .doesNotContain("mine", "theirs", "192.0.2.0-");
  }

  @Test
  void anotherEnd_isSetRight() {
    String element = "element inet ringfence sip_blocked_v4 { " + ATTACKER;
    inside(() -> nft("delete " + element + " }; add " + element + " timeout 10m }"));

    inside(() -> agent.later());

    assertThat(listed()).containsPattern(ATTACKER + " timeout 9h59m");
    assertThat(agent.latest().repairs()).isEqualTo(1);
  }

  @Test
  void aTableOfSetsOfAnotherKind_isMadeAnew() {
    inside(
        () ->
            nft(
                "delete table inet ringfence; add table inet ringfence; "
                    + "add set inet ringfence sip_blocked_v4 { type ipv4_addr; flags interval; }; "
                    + "add map inet ringfence m { type ipv4_addr : verdict; }"));

    inside(() -> agent.later());

    assertThat(listed()).contains("flags timeout", ATTACKER).doesNotContain("map m");
  }

  @Test
  void otherTables_areOthersBusiness() {
    inside(
        () ->
            nft(
                "add table inet others; add chain inet others sip; add set inet others s { type ipv4_addr; }"));

    inside(() -> agent.later());

    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.latest().drift()).isZero();
    assertThat(namespace.call(() -> nft("list table inet others"))).contains("chain sip");
  }

  @Test
  void atTheStart_whatIsThereIsAdopted() {
    assertThat(reaches(ATTACKER)).isFalse();
    inside(() -> agent.close());
    inside(() -> nft("add element inet ringfence sip_blocked_v4 { " + PHONE + " timeout 1h }"));
    agent = namespace.call(() -> new Agent(Configurations.open()));
    inside(() -> agent.block(ATTACKER, inTenHours()));
    inside(() -> agent.block("192.0.2.128/25", null));
    assertThat(reaches(PHONE)).isFalse();

    inside(() -> agent.start());
    inside(() -> agent.later());

    assertThat(reaches(PHONE)).isTrue();
    assertThat(agent.latest().droppedPackets().get("sip")).isPositive();
    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.latest().drift()).isZero();
  }

  @Test
  void aChangeThatTheKernelRefuses_isMadeUpFor() {
    inside(() -> nft("add element inet ringfence sip_blocked_prefixes_v4 { 203.0.113.64/26 }"));

    inside(() -> agent.block("203.0.113.0/24", null));

    assertThat(agent.failures).isEqualTo(1);
    assertThat(agent.latest().error()).contains("overlaps");
    assertThat(blocked()).isTrue();
    inside(() -> agent.later());
    inside(() -> agent.later());
    assertThat(agent.latest().error()).isNull();
    assertThat(prefixes()).contains("203.0.113.0/24").doesNotContain("/26");
  }

  @Test
  void whenTheClockIsSet_blocksEndByItAnew() {
    inside(() -> agent.setClock(Duration.ofMinutes(30)));
    assertThat(listed()).containsPattern(ATTACKER + " timeout 9h29m");

    inside(() -> agent.setClock(Duration.ofHours(-1)));

    assertThat(listed()).containsPattern(ATTACKER + " timeout 10h29m");
    inside(() -> agent.later());
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

    inside(() -> agent.close());
    agent = started();
    inside(() -> agent.block(ATTACKER, inTenHours()));
    inside(() -> agent.block("192.0.2.128/25", null));
  }

  @Test
  void uninstalling_removesTheTable_onceTheServiceHasStopped() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> inside(() -> Uninstall.run(null)))
        .withCauseInstanceOf(NamespaceTakenException.class);
    inside(() -> agent.close());

    inside(() -> Uninstall.run(null));
    inside(() -> Uninstall.run(null));

    assertThat(namespace.call(() -> nft("list tables"))).doesNotContain("ringfence");
    assertThat(reaches(ATTACKER)).isTrue();
    agent = started();
    inside(() -> agent.block(ATTACKER, inTenHours()));
    inside(() -> agent.block("192.0.2.128/25", null));
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

  private void inside(Task task) {
    namespace.call(
        (Callable<Boolean>)
            () -> {
              task.run();
              return true;
            });
  }

  private interface Task {
    void run() throws Exception;
  }

  private static String nft(String commands) throws Exception {
    try (var nft = NftContext.open()) {
      return nft.run(commands + "\n");
    }
  }
}
