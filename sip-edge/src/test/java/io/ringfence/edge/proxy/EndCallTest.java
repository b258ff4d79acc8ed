package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static io.ringfence.edge.proxy.Call.TRUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A call is ended from outside: BYE to both sides, each in the other's name (RFC 3261 §15.1.1).
class EndCallTest {

  private Bench bench;
  private Call call;

  @BeforeEach
  void open() throws Exception {
    call = Call.betweenAccountsAndTrunk();
    bench = call.bench;
  }

  private CallEvent last() {
    return bench.recorded.calls.getLast();
  }

  private void end() {
    assertThat(bench.proxy.end(last().call(), "token:ops", bench.now)).isTrue();
  }

  private Sent ring() {
    call.invite("");
    bench.wire.take(CALLER);
    return bench.wire.one(PHONE);
  }

  private Sent answer(Sent invite) {
    bench.send(Call.answer(invite, 200, "callee", "Contact: <sip:200@10.1.1.1:5062>\r\n"), PHONE);
    return bench.wire.one(CALLER);
  }

  @Test
  void bothSidesGetBye_eachInTheOthersName() {
    var invite = ring();
    answer(invite);

    end();

    var toCallee = bench.wire.one(PHONE);
    assertThat(toCallee.firstLine()).isEqualTo("BYE sip:200@10.1.1.1:5062 SIP/2.0");
    assertThat(toCallee.header("From")).isEqualTo("\"One\" <sip:100@ringfence.local>;tag=caller");
    assertThat(toCallee.header("To")).isEqualTo("<sip:200@ringfence.local>;tag=callee");
    assertThat(toCallee.header("Call-ID")).isEqualTo("call-1");
    assertThat(number(toCallee)).isEqualTo(number(invite) + 1);
    assertThat(toCallee.header("Reason")).startsWith("SIP;cause=");
    assertThat(toCallee.all("Route")).isEmpty();
    var toCaller = bench.wire.one(CALLER);
    assertThat(toCaller.firstLine()).isEqualTo("BYE sip:100@10.0.0.7:5060 SIP/2.0");
    assertThat(toCaller.header("From")).isEqualTo("<sip:200@ringfence.local>;tag=callee");
    assertThat(toCaller.header("To")).isEqualTo("\"One\" <sip:100@ringfence.local>;tag=caller");
    assertThat(number(toCaller)).isEqualTo(1);
    assertThat(last().end()).isEqualTo(CallEnd.OPERATOR);
    assertThat(last().actor()).isEqualTo("token:ops");
  }

  private static long number(Sent request) {
    return Long.parseLong(request.header("CSeq").replaceFirst(" .*", ""));
  }

  @Test
  void byes_areRepeatedUntilTheyAreAnswered() {
    answer(ring());
    end();
    call.answers(CALLER, bench.wire.one(CALLER), 200);

    bench.pass(Duration.ofMillis(600));

    assertThat(bench.wire.take(CALLER)).isEmpty();
    var repeated = bench.wire.take(PHONE);
    assertThat(repeated).hasSize(2);
    call.answers(PHONE, repeated.getFirst(), 481);
    bench.pass(Duration.ofSeconds(60));
    assertThat(bench.wire.sent).isEmpty();
    assertThat(bench.proxy.transactions()).isZero();
  }

  /// §12.2.1.1: the number grows with each request of a side, whoever has sent it.
  @Test
  void numbersFollowWhatTheSidesHaveSent() {
    var ok = answer(ring());
    String info = call.within(ok, "INFO", true);
    bench.send(info, CALLER);
    call.answers(PHONE, bench.wire.one(PHONE), 200);
    String reinvite = call.within(ok, "INVITE", false);
    bench.send(reinvite, PHONE);
    bench.wire.sent.clear();

    end();

    assertThat(number(bench.wire.one(PHONE))).isEqualTo(sent(info) + 1);
    assertThat(number(bench.wire.take(CALLER).getLast())).isEqualTo(sent(reinvite) + 1);
  }

  private static long sent(String request) {
    return Long.parseLong(request.replaceFirst("(?s).*CSeq: (\\d+).*", "$1"));
  }

  /// §12.1: what recorded its route between here and a side is passed, the nearest first.
  @Test
  void routesOfEachSideAreTaken() {
    bench.send(
        call.authorized(
            call.request(
                "INVITE",
                "sip:004930123@ringfence.local",
                "Record-Route: <sip:192.0.2.70;lr>\r\nRecord-Route: <sip:192.0.2.71;lr>\r\n"),
            "100",
            "secret"),
        CALLER);
    bench.wire.take(CALLER);
    var invite = bench.wire.one(TRUNK);
    String ok =
        Call.answer(invite, 200, "callee", "Contact: <sip:gw@192.0.2.80>\r\n")
            .replaceFirst(
                "Record-Route:", "Record-Route: <sip:192.0.2.61;lr>, <sip:192.0.2.60;lr>,");
    bench.send(ok, TRUNK);
    bench.wire.take(CALLER);

    end();

    var toCallee = bench.wire.one(Call.udp("192.0.2.60", 5_060));
    assertThat(toCallee.firstLine()).isEqualTo("BYE sip:gw@192.0.2.80 SIP/2.0");
    assertThat(toCallee.all("Route")).containsExactly("<sip:192.0.2.60;lr>", "<sip:192.0.2.61;lr>");
    assertThat(bench.wire.one(CALLER).all("Route"))
        .containsExactly("<sip:192.0.2.70;lr>", "<sip:192.0.2.71;lr>");
  }

  /// The phone's connection is gone, and it has registered by another one.
  @Test
  void phoneThatHasReconnected_isFound() {
    answer(ring());
    var present = Call.udp("203.0.113.9", 41_999);
    bench.wire.closed.add(PHONE);
    bench.pass(Duration.ofSeconds(1));
    bench.bind("200", "sip:200@10.1.1.1:5062", present);

    end();

    assertThat(bench.wire.one(present).firstLine()).startsWith("BYE ");
  }

  @Test
  void callThatRings_isCancelled_andTheCallerIsTold() {
    var invite = ring();
    call.answers(PHONE, invite, 180);
    bench.wire.take(CALLER);

    end();

    var cancel = bench.wire.one(PHONE);
    assertThat(cancel.firstLine()).startsWith("CANCEL ");
    var told = bench.wire.one(CALLER);
    assertThat(told.firstLine()).isEqualTo("SIP/2.0 480 Temporarily Unavailable");
    assertThat(told.header("Reason")).contains("Ended by the operator");
    call.answers(PHONE, cancel, 200);
    call.answers(PHONE, invite, 487);
    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("ACK ");
    assertThat(bench.wire.take(CALLER)).isEmpty();
    assertThat(last().end()).isEqualTo(CallEnd.OPERATOR);
    assertThat(bench.recorded.calls).hasSize(2);
  }

  @Test
  void answerThatCrossesTheOrder_isAcknowledgedAndHungUp() {
    var invite = ring();
    call.answers(PHONE, invite, 180);
    end();
    bench.wire.sent.clear();

    String ok = Call.answer(invite, 200, "callee", "Contact: <sip:200@10.1.1.1:5062>\r\n");
    bench.send(ok, PHONE);
    bench.send(ok, PHONE);

    assertThat(bench.wire.take(PHONE))
        .extracting(sent -> sent.firstLine().replaceFirst(" .*", ""))
        .containsExactly("ACK", "BYE", "ACK");
    assertThat(bench.wire.take(CALLER)).isEmpty();
    assertThat(last().end()).isEqualTo(CallEnd.OPERATOR);
  }

  @Test
  void callOfOthers_orNone_isNotTouched() {
    answer(ring());

    assertThat(bench.proxy.end(java.util.UUID.randomUUID(), "token:ops", bench.now)).isFalse();
    assertThat(bench.calls.table().end(last().call(), "token:ops", new Object(), bench.now))
        .isNull();

    assertThat(bench.wire.sent).isEmpty();
    assertThat(bench.calls.table().size()).isEqualTo(1);
  }
}
