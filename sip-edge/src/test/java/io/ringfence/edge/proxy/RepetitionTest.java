package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.uas.Bench;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What repeats a request of before is not refused as a new one, in overload and at the end.
class RepetitionTest {

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "200", "other");
  private final Call call = new Call(bench);

  @BeforeEach
  void bind() {
    bench.bind("200", "sip:200@10.1.1.1", PHONE);
  }

  private void takeNothingNew(boolean isTheEnd) {
    if (isTheEnd) {
      bench.intake.drain();
    } else {
      bench.intake.behind(true);
    }
    assertThat(bench.send(request(), CALLER)).startsWith("SIP/2.0 503 ");
  }

  private String request() {
    return call.request("INVITE", "sip:200@ringfence.local", "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void invitationThatGoesOn_isAbsorbed(boolean isTheEnd) {
    String invite = call.authorized(request(), "100", "secret");
    assertThat(bench.send(invite, CALLER)).isNull();
    bench.wire.sent.clear();
    takeNothingNew(isTheEnd);

    assertThat(bench.send(invite, CALLER)).isNull();

    assertThat(bench.wire.one(CALLER).firstLine()).isEqualTo("SIP/2.0 100 Trying");
    assertThat(bench.wire.sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void loginThatFailed_isAnsweredAsBefore(boolean isTheEnd) {
    String guess = call.authorized(request(), "100", "wrong");
    var answer = bench.send(guess, CALLER);
    takeNothingNew(isTheEnd);

    assertThat(bench.send(guess, CALLER)).isEqualTo(answer).startsWith("SIP/2.0 407 ");
  }
}
