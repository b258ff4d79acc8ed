package io.ringfence.edge.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.resolve.Names.Naptr;
import io.ringfence.edge.resolve.Names.Srv;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// RFC 3263 §4 and RFC 2782.
class ServerLocatorTest {

  private final FakeNames names = new FakeNames();
  private long now;
  private final ServerLocator locator =
      new ServerLocator(names, new SplittableRandom(1), () -> now, Duration.ofSeconds(30));

  private List<String> locate(String uri) {
    return servers(uri).stream()
        .map(peer -> peer.transport() + " " + peer.address() + " " + peer.port())
        .toList();
  }

  private List<Peer> servers(String uri) {
    var found = new ArrayList<List<Peer>>();
    try {
      locator.locate(SipUri.parse(uri), found::add);
    } catch (SipParseException e) {
      throw new AssertionError(e);
    }
    assertThat(found).as("answers").hasSize(1);
    return found.getFirst();
  }

  private void host(String name, String... addresses) {
    names.hosts.put(name, java.util.Arrays.stream(addresses).map(IpAddress::parse).toList());
  }

  @Test
  void numericHost_needsNoDns() {
    assertThat(locate("sip:1@192.0.2.5")).containsExactly("UDP 192.0.2.5 5060");
    assertThat(locate("sip:1@192.0.2.5:5080;transport=tcp")).containsExactly("TCP 192.0.2.5 5080");
    assertThat(locate("sip:1@[2001:db8::5]")).containsExactly("UDP 2001:db8::5 5060");
    assertThat(locate("sips:1@192.0.2.5")).containsExactly("TLS 192.0.2.5 5061");
    assertThat(locate("sip:1@example.net;maddr=192.0.2.6")).containsExactly("UDP 192.0.2.6 5060");
    assertThat(names.asked).isEmpty();
  }

  @Test
  void port_asksForAddressesOnly() {
    host("example.net", "192.0.2.5", "2001:db8::5");

    assertThat(locate("sip:example.net:5070"))
        .containsExactly("UDP 192.0.2.5 5070", "UDP 2001:db8::5 5070");
    assertThat(names.asked).containsExactly("A example.net");
  }

  @Test
  void transport_asksForItsSrv() {
    names.srvs.put("_sip._tcp.example.net", List.of(new Srv(1, 0, 5070, "a.example.net")));
    host("a.example.net", "192.0.2.5");

    assertThat(locate("sip:example.net;transport=tcp")).containsExactly("TCP 192.0.2.5 5070");
    assertThat(names.asked).containsExactly("SRV _sip._tcp.example.net", "A a.example.net");
  }

  @Test
  void naptr_choosesTransportsByOrderAndPreference() {
    names.naptrs.put(
        "example.net",
        List.of(
            new Naptr(20, 10, "s", "SIP+D2U", "udp.example.net"),
            new Naptr(10, 20, "s", "SIP+D2T", "tcp.example.net"),
            new Naptr(5, 1, "s", "E2U+sip", "not-this.example.net")));
    names.srvs.put("udp.example.net", List.of(new Srv(1, 0, 5060, "u.example.net")));
    names.srvs.put("tcp.example.net", List.of(new Srv(1, 0, 5061, "t.example.net")));
    host("u.example.net", "192.0.2.1");
    host("t.example.net", "192.0.2.2");

    assertThat(locate("sip:example.net"))
        .containsExactly("TCP 192.0.2.2 5061", "UDP 192.0.2.1 5060");
  }

  @Test
  void withoutNaptr_srvOfEachTransportIsAsked_withoutSrvTheHost() {
    host("example.net", "192.0.2.9");

    assertThat(locate("sip:example.net")).containsExactly("UDP 192.0.2.9 5060");
    assertThat(names.asked)
        .containsExactly(
            "NAPTR example.net",
            "SRV _sip._udp.example.net",
            "SRV _sip._tcp.example.net",
            "A example.net");
  }

  @Test
  void unknownHost_leadsNowhere() {
    assertThat(locate("sip:nowhere.example")).isEmpty();
    assertThat(locate("tel:+4912345")).isEmpty();
  }

  @Test
  void srv_goesByPriority_andByWeightAmongEquals() {
    var records =
        List.of(
            new Srv(20, 0, 1, "backup"), new Srv(10, 30, 2, "small"), new Srv(10, 90, 3, "large"));
    var random = new SplittableRandom(7);
    var first = new HashMap<String, Integer>();

    IntStream.range(0, 4_000)
        .mapToObj(round -> SrvOrder.of(records, random))
        .forEach(
            order -> {
              assertThat(order.getLast().target()).isEqualTo("backup");
              first.merge(order.getFirst().target(), 1, Integer::sum);
            });

    assertThat(first.get("large")).isBetween(2_850, 3_150);
  }

  @Test
  void serverThatDidNotAnswer_isTriedLast_forAWhile() {
    host("example.net", "192.0.2.1", "192.0.2.2");
    var dead = servers("sip:example.net:5060").getFirst();

    locator.failed(dead);

    assertThat(servers("sip:example.net:5060").getLast()).isEqualTo(dead);
    assertThat(locator.isSuspect(dead)).isTrue();
    now += 30_000;
    assertThat(servers("sip:example.net:5060").getFirst()).isEqualTo(dead);
  }

  @Test
  void numberOfServersIsBounded() {
    host(
        "many.example",
        IntStream.range(0, 100).mapToObj(i -> "192.0.2." + i).toArray(String[]::new));

    assertThat(locate("sip:many.example:5060")).hasSize(ServerLocator.MAX_SERVERS);
  }
}
