package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// INVITE, 200, ACK and BYE through the proxy (RFC 3261 §16, §17).
class BasicCallTest {

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "200", "other");
  private final Call call = new Call(bench);

  @BeforeEach
  void bindPhone() {
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
  }

  private Sent ringing() {
    assertThat(call.invite("")).isNull();
    assertThat(bench.wire.one(CALLER).firstLine()).isEqualTo("SIP/2.0 100 Trying");
    return bench.wire.one(PHONE);
  }

  @Test
  void invitationReachesThePhone_byTheFlowItRegisteredFrom_changedOnlyWhereAProxyMust() {
    var invite = ringing();

    assertThat(invite.firstLine()).isEqualTo("INVITE sip:200@10.1.1.1:5062 SIP/2.0");
    String recordRoute = invite.header("Record-Route");
    assertThat(recordRoute).matches("<sip:[A-Za-z0-9_-]+@192\\.0\\.2\\.1:5060;lr>");
    assertThat(invite.text())
        .isEqualTo(
            """
            INVITE sip:200@10.1.1.1:5062 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=%s
            Record-Route: %s
            Via: SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bKINVITE1a;rport=40000;received=198.51.100.7
            From: "One" <sip:100@ringfence.local>;tag=caller
            To: <sip:200@ringfence.local>
            Call-ID: call-1
            CSeq: 2 INVITE
            Contact: <sip:100@10.0.0.7:5060>
            Max-Forwards: 69
            Content-Length: 4

            body"""
                .replace("\n", "\r\n")
                .formatted(invite.branch(), recordRoute));
  }

  @Test
  void responsesGoBackWithoutOurVia_changedNowhereElse() {
    var invite = ringing();

    bench.send(Call.answer(invite, 180, "callee", "X-Odd :  kept   as it is\r\n"), PHONE);

    var ringing = bench.wire.one(CALLER);
    assertThat(ringing.text())
        .isEqualTo(
            Call.answer(invite, 180, "callee", "X-Odd :  kept   as it is\r\n")
                .replace("Via: " + invite.header("Via") + "\r\n", ""));
  }

  @Test
  void dialogIsCarriedFromAnswerToBye_inBothDirections() {
    var invite = ringing();
    call.answers(PHONE, invite, 200);
    var answered = bench.wire.one(CALLER);
    assertThat(answered.firstLine()).startsWith("SIP/2.0 200");

    String route = "Route: " + answered.header("Record-Route") + "\r\n";
    bench.send(
        call.request("ACK", "sip:200@10.1.1.1:5062", route)
            .replace("To: <sip:200@10.1.1.1:5062>", "To: <sip:200@ringfence.local>;tag=callee"),
        CALLER);
    var ack = bench.wire.one(PHONE);
    assertThat(ack.firstLine()).isEqualTo("ACK sip:200@10.1.1.1:5062 SIP/2.0");
    assertThat(ack.all("Route")).isEmpty();
    assertThat(ack.all("Via")).hasSize(2);

    String bye =
        """
        BYE sip:100@10.0.0.7:5060 SIP/2.0
        Via: SIP/2.0/UDP 10.1.1.1:5062;branch=z9hG4bKbye;rport
        From: <sip:200@ringfence.local>;tag=callee
        To: "One" <sip:100@ringfence.local>;tag=caller
        Call-ID: call-1
        CSeq: 1 BYE
        Max-Forwards: 70
        %sContent-Length: 0

        """
            .replace("\n", "\r\n")
            .formatted(route);
    assertThat(bench.send(bye, PHONE)).isNull();
    var forwarded = bench.wire.one(CALLER);
    assertThat(forwarded.firstLine()).isEqualTo("BYE sip:100@10.0.0.7:5060 SIP/2.0");
    call.answers(CALLER, forwarded, 200);
    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("SIP/2.0 200");
  }
}
