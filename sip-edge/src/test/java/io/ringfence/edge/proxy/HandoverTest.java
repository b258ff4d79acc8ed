package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.CallState;
import io.ringfence.edge.registrar.Flow;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A call to a phone that is bound at another edge, which alone has its connection.
class HandoverTest {

  private static final String DOMAIN = "ringfence.local";
  private static final String CONTACT = "sip:200@10.1.1.1:5062";
  private static final String ANSWER = "Contact: <" + CONTACT + ">\r\n";
  private static final Peer PHONE = Call.tcp("203.0.113.9", 41_000, 7);
  private static final Peer HERE = Call.udp("192.0.2.1", 5_060);
  private static final Peer THERE = Call.udp("192.0.2.2", 5_060);

  private final Bench here = new Bench(DOMAIN, "100", "secret", "200", "other");
  private final Bench there =
      Bench.second("edge-2", "192.0.2.2", DOMAIN, "100", "secret", "200", "other");
  private final Call call = new Call(here);

  @BeforeEach
  void bindThere() {
    there.bind("200", CONTACT, PHONE);
    there.tell(here, "200");
  }

  /// What this edge sends the other one about an invitation.
  private Sent handedOver() {
    call.invite("");
    here.wire.take(CALLER);
    return here.wire.one(THERE);
  }

  private Sent answered() {
    there.send(handedOver().text(), HERE);
    there.wire.take(HERE);
    there.send(Call.answer(there.wire.one(PHONE), 200, "callee", ANSWER), PHONE);
    here.send(there.wire.one(HERE).text(), THERE);
    return here.wire.one(CALLER);
  }

  @Test
  void invitation_goesByTheEdgeThatHasThePhonesConnection_withoutAnotherLogin() {
    var invite = handedOver();
    assertThat(invite.firstLine()).isEqualTo("INVITE " + CONTACT + " SIP/2.0");
    assertThat(invite.header("Route")).startsWith("<sip:").endsWith("@192.0.2.2:5060;lr>");

    there.send(invite.text(), HERE);

    var rings = there.wire.one(PHONE);
    assertThat(rings.firstLine()).isEqualTo("INVITE " + CONTACT + " SIP/2.0");
    assertThat(rings.all("Route")).isEmpty();
    assertThat(rings.all("Via")).hasSize(3);
  }

  @Test
  void dialog_goesByBothEdges_inBothDirections() {
    var ok = answered();

    here.send(call.within(ok, "ACK", true), CALLER);
    there.send(here.wire.one(THERE).text(), HERE);
    assertThat(there.wire.one(PHONE).firstLine()).startsWith("ACK " + CONTACT);

    there.send(call.within(ok, "INFO", false).replace("SIP/2.0/UDP", "SIP/2.0/TCP"), PHONE);
    here.send(there.wire.one(HERE).text(), THERE);
    assertThat(here.wire.one(CALLER).firstLine()).startsWith("INFO sip:100@10.0.0.7");

    here.send(call.within(ok, "BYE", true), CALLER);
    there.send(here.wire.one(THERE).text(), HERE);
    assertThat(there.wire.one(PHONE).firstLine()).startsWith("BYE " + CONTACT);
  }

  @Test
  void call_isFollowedByTheEdgeOfTheCaller_alone() {
    answered();

    assertThat(here.recorded.calls)
        .extracting(CallEvent::state)
        .containsExactly(CallState.ATTEMPTED, CallState.ANSWERED);
    assertThat(there.recorded.calls).isEmpty();
  }

  @Test
  void cancel_andItsEnd_goTheSameWay() {
    there.send(handedOver().text(), HERE);
    there.wire.take(HERE);
    there.send(Call.answer(there.wire.one(PHONE), 180, "callee", ANSWER), PHONE);
    here.send(there.wire.one(HERE).text(), THERE);
    var ringing = here.wire.one(CALLER);
    String cancel =
        call.request("CANCEL", "sip:200@ringfence.local", "")
            .replaceFirst("branch=[^;]*;", "branch=" + ringing.branch() + ";")
            .replaceFirst("CSeq: \\d+", "CSeq: " + ringing.header("CSeq").replaceAll("\\D", ""));

    here.send(cancel, CALLER);
    there.send(here.wire.one(THERE).text(), HERE);

    assertThat(there.wire.one(PHONE).firstLine()).startsWith("CANCEL " + CONTACT);
  }

  @Test
  void routeOfAnotherCall_orForged_orOld_needsALoginAsAnyOther() {
    String invite = handedOver().text();

    assertThat(there.send(invite.replace("Call-ID: call-1", "Call-ID: call-2"), CALLER))
        .startsWith("SIP/2.0 407 ");
    assertThat(there.send(invite.replaceFirst("\nRoute: <sip:...", "\nRoute: <sip:AAA"), CALLER))
        .startsWith("SIP/2.0 407 ");
    there.pass(Duration.ofMinutes(3));
    assertThat(there.send(invite, CALLER)).startsWith("SIP/2.0 407 ");
    assertThat(there.wire.take(PHONE)).isEmpty();
  }

  @Test
  void phoneThatHasGoneMeanwhile_isUnavailable() {
    var invite = handedOver();
    there.registrar.dropAll("200");

    assertThat(there.send(invite.text(), HERE)).startsWith("SIP/2.0 430 ");

    here.send(Call.answer(invite, 430, "there", ""), THERE);
    assertThat(here.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 480 ");
  }

  @Test
  void phoneWithAnotherFlowHere_isCalledByThat_whenTheOneThereIsGone() {
    here.registrar.dropAll("200");
    there.registrar.dropAll("200");
    var flowHere = Call.tcp("203.0.113.9", 41_001, 8);
    here.bind("200", CONTACT, flowHere, new Flow("urn:uuid:1", 1));
    here.pass(Duration.ofSeconds(1));
    there.pass(Duration.ofSeconds(1));
    there.bind("200", CONTACT, PHONE, new Flow("urn:uuid:1", 2));
    there.tell(here, "200");
    there.wire.closed.add(PHONE);

    var invite = handedOver();
    assertThat(here.wire.take(flowHere)).isEmpty();
    here.send(String.valueOf(there.send(invite.text(), HERE)), THERE);

    assertThat(here.wire.take(CALLER)).isEmpty();
    assertThat(here.wire.one(flowHere).firstLine()).isEqualTo("INVITE " + CONTACT + " SIP/2.0");
  }

  @Test
  void phoneOverUdp_isTriedDirectly_whenItsEdgeCannotBeReached() {
    var phone = Call.udp("203.0.113.9", 41_000);
    there.registrar.dropAll("200");
    here.registrar.dropAll("200");
    there.bind("200", CONTACT, phone);
    there.tell(here, "200");
    here.wire.closed.add(THERE);

    call.invite("");

    assertThat(here.wire.one(phone).firstLine()).startsWith("INVITE " + CONTACT);
  }
}
