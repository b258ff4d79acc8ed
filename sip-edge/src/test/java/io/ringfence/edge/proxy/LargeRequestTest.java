package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.uas.Bench;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Requests that a datagram should not carry (RFC 3261 §18.1.1).
class LargeRequestTest {

  private static final Peer UPSTREAM = Call.udp("192.0.2.60", 5_060);
  private static final Peer BY_TCP = new Peer(IpAddress.parse("192.0.2.60"), 5_060, Transport.TCP);
  private static final String LARGE = "X-Large: " + "x".repeat(1_300) + "\r\n";

  private final Bench bench;
  private final Call call;

  LargeRequestTest() throws SipParseException {
    bench = new Bench("ringfence.local", List.of(SipUri.parse("sip:192.0.2.60")), "100", "secret");
    call = new Call(bench);
  }

  private void invite(String more) {
    String request = call.request("INVITE", "sip:030123@ringfence.local", more);
    bench.send(call.authorized(request, "100", "secret"), CALLER);
  }

  @Test
  void goByTcp_whenTheServerTakesConnections() {
    invite(LARGE);

    var sent = bench.wire.one(BY_TCP);
    assertThat(sent.header("Via")).startsWith("SIP/2.0/TCP ");
    assertThat(sent.header("Record-Route")).contains(";transport=tcp");
    assertThat(bench.wire.take(UPSTREAM)).isEmpty();
  }

  @Test
  void goByUdp_whenItDoesNot() {
    bench.wire.closed.add(BY_TCP);

    invite(LARGE);

    assertThat(bench.wire.one(UPSTREAM).header("Via")).startsWith("SIP/2.0/UDP ");
  }

  @Test
  void othersGoByUdp() {
    invite("");

    assertThat(bench.wire.take(BY_TCP)).isEmpty();
    assertThat(bench.wire.take(UPSTREAM)).hasSize(1);
  }
}
