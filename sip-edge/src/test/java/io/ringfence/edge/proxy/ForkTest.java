package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static io.ringfence.edge.proxy.Call.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two phones ring; one answer goes back (RFC 3261 §16.6, §16.7).
class ForkTest {

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "200", "other");
  private final Call call = new Call(bench);
  private Sent first;
  private Sent second;

  @BeforeEach
  void bothRing() {
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    bench.bind("200", "sip:200@10.1.1.2:5062", SECOND);
    call.invite("");
    assertThat(bench.wire.one(CALLER).firstLine()).isEqualTo("SIP/2.0 100 Trying");
    first = bench.wire.one(PHONE);
    second = bench.wire.one(SECOND);
    assertThat(first.branch()).isNotEqualTo(second.branch());
    assertThat(first.header("Record-Route")).isNotEqualTo(second.header("Record-Route"));
  }

  @Test
  void firstToAnswer_getsTheCall_theOtherIsCancelled_andAcknowledgedByUs() {
    call.answers(PHONE, first, 180);
    call.answers(SECOND, second, 180);
    assertThat(bench.wire.take(CALLER)).hasSize(2);

    call.answers(PHONE, first, 200);

    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 200");
    var cancel = bench.wire.one(SECOND);
    assertThat(cancel.text())
        .isEqualTo(
            """
            CANCEL sip:200@10.1.1.2:5062 SIP/2.0
            Via: %s
            From: "One" <sip:100@ringfence.local>;tag=caller
            To: <sip:200@ringfence.local>
            Call-ID: call-1
            CSeq: 2 CANCEL
            Max-Forwards: 70
            Content-Length: 0

            """
                .replace("\n", "\r\n")
                .formatted(second.header("Via")));
    call.answers(SECOND, cancel, 200);
    call.answers(SECOND, second, 487);
    var ack = bench.wire.one(SECOND);
    assertThat(ack.firstLine()).isEqualTo("ACK sip:200@10.1.1.2:5062 SIP/2.0");
    assertThat(ack.header("To")).endsWith(";tag=callee42000");
    assertThat(ack.header("Via")).isEqualTo(second.header("Via"));
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void phoneThatHasNotRung_isCancelledAsSoonAsItDoes() {
    call.answers(PHONE, first, 200);
    assertThat(bench.wire.take(SECOND)).isEmpty();

    call.answers(SECOND, second, 180);

    assertThat(bench.wire.one(SECOND).firstLine()).startsWith("CANCEL ");
  }

  @Test
  void bothAnswer_bothAnswersGoBack_andTheirRepetitions() {
    call.answers(PHONE, first, 200);
    call.answers(SECOND, second, 200);
    call.answers(SECOND, second, 200);

    assertThat(bench.wire.take(CALLER)).hasSize(3).allMatch(one -> one.text().contains(" 200 "));
  }

  @ParameterizedTest
  @CsvSource({
    "486, 404, 404, 486",
    "486, 407, 407, 407",
    "486, 302, 302, 302",
    "404, 500, 404, 404",
    "486, 603, 603, 603",
    "503, 486, 486, 486",
    "503, 503, 500, 500",
    "408, 486, 486, 486"
  })
  void bestResponseGoesBack(int one, int other, int eitherA, int eitherB) {
    call.answers(PHONE, first, one);
    call.answers(SECOND, second, other);

    var answered = bench.wire.take(CALLER);
    assertThat(answered).hasSize(1);
    assertThat(answered.getFirst().text())
        .containsPattern("^SIP/2.0 (%d|%d) ".formatted(eitherA, eitherB));
  }

  @Test
  void challengesOfAllPhonesGoBackTogether() {
    bench.send(Call.answer(first, 401, "a", "WWW-Authenticate: Digest realm=\"a\"\r\n"), PHONE);
    bench.send(Call.answer(second, 401, "b", "WWW-Authenticate: Digest realm=\"b\"\r\n"), SECOND);

    assertThat(bench.wire.one(CALLER).all("WWW-Authenticate"))
        .containsExactly("Digest realm=\"a\"", "Digest realm=\"b\"");
  }

  @Test
  void decline_stopsTheOthersFromRinging() {
    call.answers(SECOND, second, 180);
    bench.wire.take(CALLER);

    call.answers(PHONE, first, 603);

    assertThat(bench.wire.take(CALLER)).isEmpty();
    assertThat(bench.wire.one(SECOND).firstLine()).startsWith("CANCEL ");
    call.answers(SECOND, second, 487);
    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 603");
  }

  @Test
  void phonesThatStaySilent_areGivenUpAfterTimerB() {
    bench.pass(Duration.ofSeconds(33));

    assertThat(bench.wire.take(CALLER).getFirst().firstLine())
        .isEqualTo("SIP/2.0 408 Request Timeout");
    assertThat(bench.wire.take(PHONE)).hasSize(6).allMatch(one -> one.text().equals(first.text()));
  }

  @Test
  void phoneThatRingsTooLong_isCancelledByTimerC() {
    call.answers(PHONE, first, 180);
    call.answers(SECOND, second, 486);
    bench.wire.sent.clear();

    bench.pass(Duration.ofSeconds(100));
    call.answers(PHONE, first, 180);
    bench.pass(Duration.ofSeconds(100));
    assertThat(bench.wire.take(PHONE)).isEmpty();
    bench.pass(Duration.ofSeconds(82));

    assertThat(bench.wire.take(PHONE).getFirst().firstLine()).startsWith("CANCEL ");
    bench.pass(Duration.ofSeconds(33));
    assertThat(bench.wire.take(CALLER).getLast().text()).containsPattern("^SIP/2.0 4(86|87) ");
  }

  @Test
  void phoneWhoseConnectionIsGone_doesNotKeepTheOthersFromRinging() {
    var gone = Call.tcp("203.0.113.11", 5_060, 77);
    bench.bind("100", "sip:100@10.1.1.3", gone);
    bench.bind("100", "sip:100@10.1.1.4", PHONE);
    bench.wire.closed.add(gone);
    bench.wire.sent.clear();

    bench.send(
        call.authorized(call.request("INVITE", "sip:100@ringfence.local", ""), "100", "secret"),
        CALLER);

    assertThat(bench.wire.one(PHONE).firstLine()).isEqualTo("INVITE sip:100@10.1.1.4 SIP/2.0");
    assertThat(bench.wire.take(gone)).isEmpty();
  }

  @Test
  void nothingIsLeft_onceAllIsOver() {
    call.answers(PHONE, first, 180);
    call.answers(SECOND, second, 180);
    call.answers(PHONE, first, 200);
    call.answers(SECOND, second, 487);

    bench.pass(Duration.ofSeconds(70));

    assertThat(bench.proxy.transactions()).isZero();
  }
}
