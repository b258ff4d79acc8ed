package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static io.ringfence.edge.proxy.Call.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Phones that an account prefers ring before the others (q, RFC 3261 §16.6).
class SerialForkTest {

  private static final Peer THIRD = Call.udp("203.0.113.12", 43_000);

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "200", "other");
  private final Call call = new Call(bench);
  private Sent preferred;

  @BeforeEach
  void thePreferredRings() {
    bench.bind("200", "sip:200@10.1.1.2:5062", SECOND, 500);
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE, 1_000);
    bench.bind("200", "sip:200@10.1.1.3:5062", THIRD, 500);
    call.invite("");
    preferred = bench.wire.one(PHONE);
    assertThat(bench.wire.take(SECOND)).isEmpty();
    bench.wire.take(CALLER);
  }

  @Test
  void othersRing_allAtOnce_whenThePreferredIsBusy() {
    call.answers(PHONE, preferred, 486);

    assertThat(bench.wire.take(PHONE)).allMatch(one -> one.text().startsWith("ACK "));
    assertThat(bench.wire.take(CALLER)).isEmpty();
    var second = bench.wire.one(SECOND);
    bench.wire.one(THIRD);
    call.answers(SECOND, second, 200);
    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 200");
  }

  @Test
  void othersRing_whenThePreferredRingsTooLong_andItIsCancelled() {
    call.answers(PHONE, preferred, 180);
    bench.wire.take(CALLER);

    bench.pass(Duration.ofSeconds(21));

    assertThat(bench.wire.take(PHONE)).isNotEmpty().allMatch(a -> a.text().startsWith("CANCEL "));
    var second = bench.wire.take(SECOND).getFirst();
    call.answers(PHONE, preferred, 487);
    call.answers(SECOND, second, 486);
    call.answers(THIRD, bench.wire.take(THIRD).getFirst(), 486);
    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 486");
  }

  @Test
  void nobodyElseRings_onceThePreferredHasAnswered_orDeclinedForAll() {
    call.answers(PHONE, preferred, 603);

    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 603");
    bench.pass(Duration.ofSeconds(40));
    assertThat(bench.wire.take(SECOND)).isEmpty();
  }

  @Test
  void nobodyElseRings_onceTheCallerHasGivenUp() {
    call.answers(PHONE, preferred, 180);
    bench.wire.take(CALLER);
    String cancel =
        call.request("INVITE", "sip:200@ringfence.local", "")
            .replaceFirst("branch=[^;]*", "branch=" + branchOfTheCaller())
            .replaceFirst("CSeq: .*", "CSeq: 2 CANCEL")
            .replaceFirst("^INVITE", "CANCEL");
    assertThat(bench.send(cancel, CALLER)).startsWith("SIP/2.0 200");

    call.answers(PHONE, preferred, 487);

    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 487");
    assertThat(bench.wire.take(SECOND)).isEmpty();
  }

  private String branchOfTheCaller() {
    return preferred.all("Via").get(1).replaceFirst(".*branch=([^;,]*).*", "$1");
  }
}
