package io.ringfence.firewall.nft;

import static io.ringfence.firewall.fixture.Configurations.group;
import static io.ringfence.firewall.fixture.Configurations.own;
import static io.ringfence.firewall.fixture.Configurations.tcp;
import static io.ringfence.firewall.fixture.Configurations.trusting;
import static io.ringfence.firewall.fixture.Configurations.udp;
import static io.ringfence.firewall.fixture.Configurations.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.Names;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real packets over a cable between two machines, to real listeners: every port of every service,
/// by members, strangers, blocked and trusted ones, over IPv4 and IPv6, in flows that are new and
/// in such that were there before the rules; for the node itself, for a service that it hands on to
/// a machine behind it, and for such a machine's own address.
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class PacketMatrixTest {

  /// Who sends. The blocked are members, and the trusted are blocked and no members: each is told
  /// by the rule that it is about.
  private enum Who {
    MEMBER("10.9.0.11", "fd00:9:0:11::11"),
    STRANGER("10.9.0.12", "fd00:9:0:12::12"),
    BLOCKED("10.9.0.13", "fd00:9:0:13::13"),
    BLOCKED_FOR_SIP_ALONE("10.9.0.14", "fd00:9:0:14::14"),
    TRUSTED("10.9.0.15", "fd00:9:0:15::15");

    private final String v4;
    private final String v6;

    Who(String v4, String v6) {
      this.v4 = v4;
      this.v6 = v6;
    }

    String address(boolean ipv6) {
      return ipv6 ? v6 : v4;
    }

    boolean isBlockedFor(String service) {
      return this == BLOCKED || (this == BLOCKED_FOR_SIP_ALONE && service.equals("sip"));
    }

    boolean passes(String service, boolean isRestricted) {
      if (this == TRUSTED || service.equals("none")) {
        return true;
      }
      // A restriction is about the node's own addresses, a block is about all that it forwards.
      boolean isAsked = isRestricted && !service.equals("routed");
      return !isBlockedFor(service) && (this != STRANGER || !isAsked);
    }
  }

  /// When the flow began, and what the rules are.
  private enum When {
    NEW_AND_RESTRICTED,
    ESTABLISHED_AND_RESTRICTED,
    NEW_AND_OPEN_AGAIN;

    boolean isRestricted() {
      return this != NEW_AND_OPEN_AGAIN;
    }
  }

  private record Case(
      String service, Protocol protocol, int port, Who who, boolean ipv6, When when) {
    Case at(When other) {
      return new Case(service, protocol, port, who, ipv6, other);
    }
  }

  /// The services with what they ask for on each port.
  private static final Map<String, Map<Port, String>> ASKED =
      Map.of(
          "web",
          Map.of(tcp(80), http(), tcp(443), http(), tcp(4021), http()),
          "sip",
          Map.of(
              udp(5060), sip("UDP"),
              tcp(5060), sip("TCP"),
              tcp(5061), sip("TLS"),
              tcp(5066), sip("WS"),
              tcp(5067), sip("WSS")),
          "provisioning",
          Map.of(udp(69), "\0\1phone.cfg\0octet\0", tcp(8088), http()),
          "crm",
          Map.of(tcp(5038), "Action: Ping\r\n\r\n"),
          "snmp",
          Map.of(udp(161), snmpGet()),
          "rsync",
          Map.of(tcp(873), "@RSYNCD: 31.0\n", udp(8730), sip("UDP")),
          "published",
          Map.of(tcp(Site.PUBLISHED_TCP), http(), udp(Site.PUBLISHED_UDP), sip("UDP")),
          "routed",
          Map.of(tcp(Site.ROUTED_TCP), http(), udp(Site.ROUTED_UDP), sip("UDP")),
          "none",
          Map.of(tcp(Site.SSH), "SSH-2.0-test\r\n"));

  private static final Map<Case, Boolean> OUTCOMES = new LinkedHashMap<>();
  private static final Map<Case, Probe> PROBES = new LinkedHashMap<>();
  private static final List<String> ANSWERS = new ArrayList<>();
  private static Site site;

  @BeforeAll
  static void play(@TempDir Path folder) throws IOException {
    site =
        new Site(
            Stream.of(Who.values()).flatMap(who -> Stream.of(who.v4, who.v6)).toList(), folder);
    load(configuration(false), List.of());
    var established = ask(When.ESTABLISHED_AND_RESTRICTED);
    assertThat(established.values()).as("before anything is restricted").doesNotContain(false);
    PROBES.forEach(
        (one, probe) -> {
          if (one.port() == 5060) {
            ANSWERS.add(probe.answer());
          }
        });
    var blocks = List.of(Who.BLOCKED.v4, "fd00:9:0:13::/64", Who.TRUSTED.v4, "fd00:9:0:15::/64");
    load(configuration(true), blocks);
    OUTCOMES.putAll(askAgain());
    OUTCOMES.putAll(ask(When.NEW_AND_RESTRICTED));
    load(configuration(false), blocks);
    OUTCOMES.putAll(ask(When.NEW_AND_OPEN_AGAIN));
  }

  @AfterAll
  static void end() throws Exception {
    for (var probe : PROBES.values()) {
      probe.close();
    }
    site.close();
  }

  static Stream<Case> cases() {
    return Stream.of(When.values()).flatMap(when -> all().map(one -> one.at(when)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void exactlyTheRightPacketsPass(Case one) {
    assertThat(OUTCOMES.get(one)).isEqualTo(passes(one));
  }

  /// Which has neither Kafka nor PostgreSQL here, and is asked for a domain that is not its own.
  @Test
  void sipIsAnsweredByTheRealEdge() {
    assumeTrue(site.isWithEdge(), "sip-edge is not built before these tests");
    assertThat(ANSWERS)
        .hasSize(2 * 2 * Who.values().length)
        .allSatisfy(answer -> assertThat(answer).startsWith("SIP/2.0 404 Not Found"));
  }

  private static Stream<Case> all() {
    return ASKED.entrySet().stream()
        .flatMap(
            service ->
                service.getValue().keySet().stream()
                    .flatMap(
                        port ->
                            Stream.of(Who.values())
                                .flatMap(
                                    who ->
                                        Stream.of(false, true)
                                            .map(
                                                ipv6 ->
                                                    new Case(
                                                        service.getKey(),
                                                        port.protocol(),
                                                        port.port(),
                                                        who,
                                                        ipv6,
                                                        When.ESTABLISHED_AND_RESTRICTED)))));
  }

  private static Configuration configuration(boolean isRestricted) {
    var members =
        group("members", "10.9.0.11", "10.9.0.13-10.9.0.14", "fd00:9:0:11::/64", "group:more");
    var more = group("more", "fd00:9:0:13::13-fd00:9:0:14::14");
    var configuration = with(with(Configuration.INITIAL, members), named(more));
    configuration = with(configuration, group("friends", Who.TRUSTED.v4, Who.TRUSTED.v6));
    for (var service : ASKED.entrySet()) {
      if (!service.getKey().equals("none")) {
        var ports = service.getValue().keySet().toArray(Port[]::new);
        configuration =
            with(configuration, own(service.getKey(), isRestricted ? "members" : null, ports));
      }
    }
    return trusting(configuration, "friends");
  }

  private static io.ringfence.contracts.config.IpGroup named(
      io.ringfence.contracts.config.IpGroup group) {
    return new io.ringfence.contracts.config.IpGroup(
        1, group.id(), group.id(), null, group.members(), Map.of());
  }

  private static void load(Configuration configuration, List<String> blocked) {
    var state = new DesiredState(100);
    var now = Instant.now();
    state.configure(configuration);
    for (String target : blocked) {
      var all = Names.SERVICES.toArray(Service[]::new);
      state.take(Blocks.record(Blocks.active(target, now, now.plusSeconds(600), all)), now);
    }
    for (String target : List.of(Who.BLOCKED_FOR_SIP_ALONE.v4, "fd00:9:0:14::/64")) {
      if (!blocked.isEmpty()) {
        state.take(Blocks.record(Blocks.active(target, now, null, Service.SIP)), now);
      }
    }
    site.onNode(
        () -> {
          try (var nft = NftContext.open()) {
            return nft.run(state.ruleset(now, Integer.MAX_VALUE));
          }
        });
  }

  /// In flows that begin now.
  private static Map<Case, Boolean> ask(When when) {
    var probes = site.onClients(PacketMatrixTest::open);
    // The flows that are to be established are begun before there is any rule.
    boolean all = when == When.ESTABLISHED_AND_RESTRICTED;
    askAll(probes, one -> all || passes(one.at(when)));
    var outcomes = outcomes(probes, when);
    if (when == When.ESTABLISHED_AND_RESTRICTED) {
      PROBES.putAll(probes);
    } else {
      probes.values().forEach(PacketMatrixTest::close);
    }
    return outcomes;
  }

  /// In the flows that there are.
  private static Map<Case, Boolean> askAgain() {
    askAll(PROBES, PacketMatrixTest::passes);
    return outcomes(PROBES, When.ESTABLISHED_AND_RESTRICTED);
  }

  private static Map<Case, Boolean> outcomes(Map<Case, Probe> probes, When when) {
    var outcomes = new LinkedHashMap<Case, Boolean>();
    probes.forEach((one, probe) -> outcomes.put(one.at(when), probe.isAnswered()));
    return outcomes;
  }

  private static Map<Case, Probe> open() throws IOException {
    var probes = new LinkedHashMap<Case, Probe>();
    for (var one : all().toList()) {
      String from = one.who().address(one.ipv6());
      var server = new InetSocketAddress(server(one), one.port());
      String request = ASKED.get(one.service()).get(new Port(one.protocol(), one.port()));
      probes.put(
          one,
          one.protocol() == Protocol.UDP
              ? Probe.udp(from, server, request)
              : Probe.tcp(from, server, request));
    }
    return probes;
  }

  private static String server(Case one) {
    return one.service().equals("routed")
        ? one.ipv6() ? Site.BEHIND_V6 : Site.BEHIND
        : one.ipv6() ? Site.NODE_V6 : Site.NODE;
  }

  private static boolean passes(Case one) {
    return one.who().passes(one.service(), one.when().isRestricted());
  }

  private static void askAll(Map<Case, Probe> probes, Predicate<Case> isExpected) {
    var expected = new ArrayList<Probe>();
    probes.forEach(
        (one, probe) -> {
          if (isExpected.test(one)) {
            expected.add(probe);
          }
        });
    site.onClients(
        () -> {
          Probe.ask(probes.values(), expected);
          return true;
        });
  }

  private static void close(Probe probe) {
    try {
      probe.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String http() {
    return "GET / HTTP/1.1\r\nHost: pbx.example\r\n\r\n";
  }

  private static String sip(String transport) {
    return "OPTIONS sip:pbx.example SIP/2.0\r\nVia: SIP/2.0/"
        + transport
        + " phone.example;rport;branch=z9hG4bK1\r\nFrom: <sip:1@example>;tag=1\r\n"
        + "To: <sip:pbx.example>\r\n"
        + "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
  }

  /// sysDescr.0 of community public, SNMPv2c.
  private static String snmpGet() {
    return "\60\51\2\1\1\4\6public\240\34\2\4\0\0\0\1\2\1\0\2\1\0\60\16\60\14\6\10\53\6\1\2\1\1\1\0\5\0";
  }
}
