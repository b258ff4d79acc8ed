package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.SipPhone;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What is shed, and what is not.
class IntakeTest {

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "200", "secret");
  private int cseq;

  private String send(String method, String account, String toTag, String more) {
    return String.valueOf(
        bench.send(
            """
            %s sip:ringfence.local SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7:5060;branch=%s
            From: <sip:%s@ringfence.local>;tag=1
            To: <sip:%s@ringfence.local>%s
            Call-ID: one
            CSeq: %d %s
            Contact: <sip:%s@192.0.2.7>
            %s
            """
                .replace("\n", "\r\n")
                .formatted(
                    method,
                    SipPhone.branch(),
                    account,
                    account,
                    toTag,
                    ++cseq,
                    method,
                    account,
                    more)));
  }

  private String register(String account) {
    var matcher = Pattern.compile("nonce=\"([^\"]*)\"").matcher(send("REGISTER", account, "", ""));
    assertThat(matcher.find()).isTrue();
    return send(
        "REGISTER", account, "", SipPhone.credentials(account, "secret", "MD5", matcher.group(1)));
  }

  @Test
  void sourceWithoutABindingGets503_whenTheLoopIsBehind_onesWithAreServed() {
    assertThat(register("100")).startsWith("SIP/2.0 200 ");

    bench.intake.behind(true);

    assertThat(send("REGISTER", "200", "", "")).startsWith("SIP/2.0 503 ").contains("Retry-After:");
    assertThat(send("OPTIONS", "200", "", "")).startsWith("SIP/2.0 503 ");
    assertThat(bench.recorded.results).endsWith(Result.SHED, Result.SHED);
    assertThat(register("100")).startsWith("SIP/2.0 200 ");

    bench.intake.behind(false);
    assertThat(register("200")).startsWith("SIP/2.0 200 ");
  }

  @Test
  void nothingNewIsTaken_whenTheEndHasCome_whatIsThereGoesOn() {
    assertThat(register("100")).startsWith("SIP/2.0 200 ");

    bench.intake.drain();

    assertThat(send("REGISTER", "100", "", "")).startsWith("SIP/2.0 503 ");
    assertThat(send("OPTIONS", "100", ";tag=2", "")).startsWith("SIP/2.0 407 ");
    assertThat(send("CANCEL", "100", "", "")).startsWith("SIP/2.0 481 ");
  }
}
