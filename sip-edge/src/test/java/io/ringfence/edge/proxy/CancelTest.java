package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The caller hangs up before the answer (RFC 3261 §9, §16.10), and what is said twice.
class CancelTest {

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "200", "other");
  private final Call call = new Call(bench);
  private String invitation;
  private Sent invite;

  @BeforeEach
  void ring() {
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    invitation =
        call.authorized(call.request("INVITE", "sip:200@ringfence.local", ""), "100", "secret");
    bench.send(invitation, CALLER);
    bench.wire.one(CALLER);
    invite = bench.wire.one(PHONE);
  }

  private String like(String method) {
    return invitation
        .replaceFirst("^INVITE", method)
        .replaceFirst("CSeq: (\\d+) INVITE", "CSeq: $1 " + method)
        .replaceFirst("Proxy-Authorization:.*\r\n", "")
        .replace("Content-Length: 4\r\n\r\nbody", "Content-Length: 0\r\n\r\n");
  }

  @Test
  void cancel_isAnsweredByUs_passedOn_andEndsIn487() {
    call.answers(PHONE, invite, 180);
    bench.wire.one(CALLER);

    assertThat(bench.send(like("CANCEL"), CALLER)).startsWith("SIP/2.0 200 ");

    var cancel = bench.wire.one(PHONE);
    assertThat(cancel.firstLine()).isEqualTo("CANCEL sip:200@10.1.1.1:5062 SIP/2.0");
    call.answers(PHONE, cancel, 200);
    call.answers(PHONE, invite, 487);
    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("ACK ");
    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 487");
    assertThat(bench.send(like("ACK"), CALLER)).isNull();
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void cancel_beforeThePhoneSaidAnything_waitsForIt() {
    assertThat(bench.send(like("CANCEL"), CALLER)).startsWith("SIP/2.0 200 ");
    assertThat(bench.wire.take(PHONE)).isEmpty();

    call.answers(PHONE, invite, 100);

    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("CANCEL ");
  }

  @Test
  void cancel_thatCrossesTheAnswer_changesNothing() {
    call.answers(PHONE, invite, 200);
    bench.wire.one(CALLER);

    assertThat(bench.send(like("CANCEL"), CALLER)).startsWith("SIP/2.0 200 ");

    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void cancel_ofNothing_orOfAnothersCall_findsNoTransaction() {
    String unknown = like("CANCEL").replace("branch=z9hG4bK", "branch=z9hG4bKno");

    assertThat(bench.send(unknown, CALLER)).startsWith("SIP/2.0 481 ");
    assertThat(bench.send(like("CANCEL"), Call.udp("198.51.100.99", 40_000)))
        .startsWith("SIP/2.0 481 ");
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void cancelledPhone_thatNeverEnds_isGivenUp() {
    call.answers(PHONE, invite, 180);
    bench.send(like("CANCEL"), CALLER);
    bench.wire.sent.clear();

    bench.pass(Duration.ofSeconds(33));

    assertThat(bench.wire.take(CALLER).getFirst().firstLine())
        .isEqualTo("SIP/2.0 487 Request Terminated");
  }

  @Test
  void repeatedInvitation_isAbsorbed_andGetsTheLatestProvisionalResponse() {
    assertThat(bench.send(invitation, CALLER)).isNull();
    assertThat(bench.wire.one(CALLER).firstLine()).isEqualTo("SIP/2.0 100 Trying");
    call.answers(PHONE, invite, 180);
    bench.wire.one(CALLER);

    assertThat(bench.send(invitation, CALLER)).isNull();

    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 180");
    assertThat(bench.wire.take(PHONE)).isEmpty();
  }

  @Test
  void refusal_isRepeatedUntilItIsAcknowledged() {
    call.answers(PHONE, invite, 486);
    bench.pass(Duration.ofMillis(1_600));
    assertThat(bench.wire.take(CALLER)).hasSize(3);

    bench.send(like("ACK"), CALLER);
    bench.pass(Duration.ofSeconds(40));

    assertThat(bench.wire.take(CALLER)).isEmpty();
    assertThat(bench.wire.take(PHONE)).hasSize(1);
  }

  @Test
  void strayResponse_goesNowhere() {
    String stray = Call.answer(invite, 200, "callee", "");

    bench.send(stray.replace(invite.branch(), "z9hG4bKguessed"), PHONE);
    bench.send(stray.replaceAll("CSeq: \\d+ INVITE", "CSeq: 2 BYE"), PHONE);

    assertThat(bench.wire.sent).isEmpty();
  }
}
