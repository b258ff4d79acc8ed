package io.ringfence.firewall.nft;

import static io.ringfence.firewall.fixture.Configurations.group;
import static io.ringfence.firewall.fixture.Configurations.open;
import static io.ringfence.firewall.fixture.Configurations.trusting;
import static io.ringfence.firewall.fixture.Configurations.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.rules.BlockElement;
import io.ringfence.firewall.rules.Names;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Packets of blocked sources that come through all the same, as the kernel counts them: to ports
/// that are translated to a service's behind the rules, on the node and on a machine behind it.
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class WitnessTest {

  private static final int SIP = 5060;

  /// Leads to the node's own SIP port.
  private static final int TRANSLATED = 15060;

  /// Leads to the SIP port of the machine behind the node.
  private static final int PUBLISHED = 25060;

  private static final int WAIT_MILLIS = 150;
  private static final String NODE = "10.9.0.1";
  private static final String NODE_V6 = "fd00:9::1";
  private static final String BEHIND = "10.20.0.2";
  private static final String ATTACKER = "10.9.0.66";
  private static final String FROM_A_PREFIX = "10.9.1.7";
  private static final String ATTACKER_V6 = "fd00:9:0:66::1";
  private static final String FROM_A_64 = "fd00:9:0:67::7";
  private static final String PHONE = "10.9.0.5";
  private static final String PHONE_V6 = "fd00:9::5";
  private static final String ADMIN = "10.9.0.9";
  private static final Configuration RULES =
      trusting(with(open(), group("admins", ADMIN)), "admins");

  private Namespace node;
  private Namespace clients;
  private Namespace behind;
  private Agent agent;

  @BeforeEach
  void start() {
    node = Namespace.create();
    clients = Namespace.create();
    behind = Namespace.create();
    var theirs =
        List.of(
            ATTACKER + "/16",
            FROM_A_PREFIX + "/16",
            PHONE + "/16",
            ADMIN + "/16",
            ATTACKER_V6 + "/48",
            FROM_A_64 + "/48",
            PHONE_V6 + "/48");
    Namespace.connect(node, List.of(NODE + "/16", NODE_V6 + "/48"), clients, theirs);
    Namespace.connect(
        node,
        List.of("10.20.0.1/24", "fd00:20::1/64"),
        behind,
        List.of(BEHIND + "/24", "fd00:20::2/64"));
    clients.route(NODE, NODE_V6);
    behind.route("10.20.0.1", "fd00:20::1");
    node.inside(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1"));
    agent = started();
    for (String target :
        new String[] {ATTACKER, "10.9.1.0/24", ATTACKER_V6, "fd00:9:0:67::/64", ADMIN}) {
      node.inside(() -> agent.block(target, null));
    }
  }

  @AfterEach
  void close() {
    node.inside(() -> agent.close());
    List.of(node, clients, behind).forEach(Namespace::close);
  }

  @Test
  void seesNothing_whileTheRulesDropWhatTheyShould() {
    assertThat(reaches(ATTACKER, NODE, SIP)).isFalse();
    assertThat(reaches(ATTACKER_V6, NODE_V6, SIP)).isFalse();
    assertThat(reaches(PHONE, NODE, SIP)).isTrue();

    assertThat(passed()).isZero();
    assertThat(agent.latest().passedPackets())
        .containsOnlyKeys("sip", "web", "provisioning", "crm", "snmp");
    assertThat(agent.latest().droppedPackets()).containsEntry("sip", 2L);
  }

  @Test
  void countsTheBlocked_throughATranslatedPort_andNobodyElse() {
    translate();

    assertThat(reaches(PHONE, NODE, TRANSLATED)).isTrue();
    assertThat(reaches(PHONE_V6, NODE_V6, TRANSLATED)).isTrue();
    assertThat(reaches(ADMIN, NODE, TRANSLATED)).isTrue();
    assertThat(passed()).isZero();

    assertThat(reaches(ATTACKER, NODE, TRANSLATED)).isTrue();
    assertThat(passed()).isEqualTo(1);
    assertThat(reaches(FROM_A_PREFIX, NODE, TRANSLATED)).isTrue();
    assertThat(passed()).isEqualTo(2);
    assertThat(reaches(ATTACKER_V6, NODE_V6, TRANSLATED)).isTrue();
    assertThat(passed()).isEqualTo(3);
    assertThat(reaches(FROM_A_64, NODE_V6, TRANSLATED)).isTrue();
    assertThat(passed()).isEqualTo(4);
    assertThat(agent.latest().droppedPackets()).containsEntry("sip", 0L);
    assertThat(agent.latest().passedPackets()).containsEntry("web", 0L);
  }

  @Test
  void leavesTheBlocksOwnCountersAlone() {
    translate();
    assertThat(reaches(ATTACKER, NODE, SIP)).isFalse();

    assertThat(reaches(ATTACKER, NODE, TRANSLATED)).isTrue();

    assertThat(passed()).isEqualTo(1);
    var element = new BlockElement("sip_blocked_v4", IpAddress.parse(ATTACKER));
    assertThat(node.call(() -> agent.kernel.packets(element))).hasValue(1);
  }

  @Test
  void countsWhatIsHandedOn_toAMachineBehindTheNode() {
    translate();

    assertThat(reaches(PHONE, NODE, PUBLISHED)).isTrue();
    assertThat(passed()).isZero();
    assertThat(reaches(ATTACKER, NODE, PUBLISHED)).isTrue();

    assertThat(passed()).isEqualTo(1);
  }

  @Test
  void countsWhatGetsThrough_whileSomebodyHasTakenTheRulesAway() {
    nft("flush chain inet ringfence prerouting");

    assertThat(reaches(ATTACKER, NODE, SIP)).isTrue();

    assertThat(passed()).isEqualTo(1);
    assertThat(reaches(ATTACKER, NODE, SIP)).isFalse();
    assertThat(passed()).isEqualTo(1);
  }

  @Test
  void isAdded_toTheTableOfAnEarlierVersion_whoseCountersGoOn() {
    assertThat(reaches(ATTACKER, NODE, SIP)).isFalse();
    node.inside(() -> agent.close());
    nft("delete chain inet ringfence input; delete chain inet ringfence forward");
    nft("flush chain inet ringfence passed; delete chain inet ringfence passed");
    Names.SERVICES.forEach(this::forget);
    assertThat(nft("list table inet ringfence")).doesNotContain("passed");

    agent = started();
    node.inside(() -> agent.block(ATTACKER, null));
    translate();

    assertThat(reaches(ATTACKER, NODE, SIP)).isFalse();
    assertThat(reaches(ATTACKER, NODE, TRANSLATED)).isTrue();
    assertThat(passed()).isEqualTo(1);
    assertThat(agent.latest().droppedPackets()).containsEntry("sip", 2L);
    assertThat(agent.failures).isZero();
  }

  @Test
  void goesOn_whenTheTableWasMadeAnew() {
    translate();
    assertThat(reaches(ATTACKER, NODE, TRANSLATED)).isTrue();
    assertThat(passed()).isEqualTo(1);

    nft("delete table inet ringfence");
    assertThat(passed()).isEqualTo(1);
    assertThat(reaches(ATTACKER, NODE, TRANSLATED)).isTrue();
    assertThat(passed()).isEqualTo(2);
  }

  @Test
  void isMended_likeTheOtherRules() {
    nft("delete chain inet ringfence input");
    nft("flush chain inet ringfence sip_passed");
    node.inside(() -> agent.later());
    translate();

    assertThat(reaches(ATTACKER, NODE, TRANSLATED)).isTrue();
    assertThat(passed()).isEqualTo(1);
    assertThat(agent.latest().repairs()).isEqualTo(2);
  }

  private Agent started() {
    return node.call(
        () -> {
          var started = new Agent(RULES);
          started.start();
          return started;
        });
  }

  private void forget(Service service) {
    String name = service.wireName() + "_passed";
    nft("flush chain inet ringfence " + name + "; delete chain inet ringfence " + name);
    nft("delete counter inet ringfence " + name);
  }

  private void translate() {
    nft(
        """
        table ip published {
          chain prerouting {
            type nat hook prerouting priority dstnat;
            udp dport %1$d redirect to :%3$d
            udp dport %2$d dnat to %4$s:%3$d
          }
        }
        table ip6 published {
          chain prerouting {
            type nat hook prerouting priority dstnat;
            udp dport %1$d redirect to :%3$d
          }
        }
        """
            .formatted(TRANSLATED, PUBLISHED, SIP, BEHIND));
  }

  /// What the latest report says.
  private long passed() {
    node.inside(() -> agent.later());
    return agent.latest().passedPackets().getOrDefault("sip", 0L);
  }

  /// Whether a datagram that is sent to a port of the node gets to a SIP server.
  private boolean reaches(String from, String to, int port) {
    var server = port == PUBLISHED ? behind : node;
    String at = port == PUBLISHED ? BEHIND : to;
    return server.call(
        () -> {
          try (var listening = new DatagramSocket(new InetSocketAddress(at, SIP))) {
            listening.setSoTimeout(WAIT_MILLIS);
            clients.inside(() -> send(from, to, port));
            listening.receive(new DatagramPacket(new byte[1], 1));
            return true;
          } catch (SocketTimeoutException e) {
            return false;
          }
        });
  }

  private static void send(String from, String to, int port) throws IOException {
    try (var client = new DatagramSocket(new InetSocketAddress(from, 0))) {
      client.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(to), port));
    }
  }

  private String nft(String commands) {
    return node.call(
        () -> {
          try (var nft = NftContext.open()) {
            return nft.run(commands);
          }
        });
  }
}
