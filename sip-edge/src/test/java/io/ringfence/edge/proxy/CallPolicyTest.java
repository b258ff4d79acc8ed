package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.Reason;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.uas.Bench;
import io.ringfence.edge.uas.Drop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may call whom.
class CallPolicyTest {

  private static final Peer TRUNK = Call.udp("192.0.2.50", 5_060);
  private static final Peer BACKUP = Call.udp("192.0.2.51", 5_080);

  private final Bench bench =
      new Bench(
          "ringfence.local",
          List.of(uri("sip:192.0.2.50"), uri("sip:192.0.2.51:5080")),
          "100",
          "secret",
          "200",
          "other");
  private final Call call = new Call(bench);

  private static SipUri uri(String text) {
    try {
      return SipUri.parse(text);
    } catch (SipParseException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void bindPhone() {
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
  }

  private String invite(String uri) {
    return call.request("INVITE", uri, "");
  }

  private String from(String user, String domain, String uri) {
    return call.request("INVITE", uri, "z9hG4bKx" + user + domain + uri, user, domain, "");
  }

  @Test
  void ownDomain_isChallenged_whateverTheNumber_andNothingIsRemembered() {
    assertThat(bench.send(invite("sip:200@ringfence.local"), CALLER))
        .startsWith("SIP/2.0 407 ")
        .contains("Proxy-Authenticate: Digest realm=\"ringfence.local\"");
    assertThat(bench.send(invite("sip:404@ringfence.local"), CALLER)).startsWith("SIP/2.0 407 ");
    assertThat(bench.send(invite("sip:200@elsewhere.example"), CALLER)).startsWith("SIP/2.0 407 ");
    assertThat(bench.send(from("100", "192.0.2.1", "sip:200@ringfence.local"), CALLER))
        .startsWith("SIP/2.0 407 ");

    assertThat(bench.proxy.transactions()).isZero();
    assertThat(bench.recorded.attempts).isEmpty();
  }

  @Test
  void ourCredentials_endHere_othersGoOn() {
    String request =
        call.authorized(invite("sip:200@ringfence.local"), "100", "secret")
            .replace("Contact:", "Proxy-Authorization: Digest realm=\"other\"\r\nContact:");

    bench.send(request, CALLER);

    assertThat(bench.wire.one(PHONE).all("Proxy-Authorization"))
        .containsExactly("Digest realm=\"other\"");
  }

  @Test
  void wrongPassword_isAFailedAttempt_andBlowsTheFuse() {
    for (int failure = 0; failure < 5; failure++) {
      String wrong = call.authorized(invite("sip:200@ringfence.local"), "100", "wrong");
      assertThat(bench.send(wrong, CALLER)).startsWith("SIP/2.0 407 ");
      if (failure < 4) {
        assertThat(bench.send(wrong, CALLER)).as("repeated").startsWith("SIP/2.0 407 ");
      }
    }

    assertThat(bench.recorded.attempts)
        .hasSize(5)
        .allMatch(attempt -> attempt.reason() == Reason.BAD_CREDENTIALS);
    assertThat(bench.send(invite("sip:200@ringfence.local"), CALLER)).isNull();
    assertThat(bench.recorded.drops).contains(Drop.FUSED);
    assertThat(bench.recorded.guessesPastLimit).isZero();
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void disabledAccount_mayNotCall_withTheRightPasswordEither() {
    bench.accounts.announced(new SipAccount(2, "100", null, false, false, Instant.EPOCH));
    String request = call.authorized(invite("sip:200@ringfence.local"), "100", "secret");

    assertThat(bench.send(request, CALLER)).startsWith("SIP/2.0 407 ");

    assertThat(bench.recorded.attempts)
        .hasSize(1)
        .allMatch(attempt -> attempt.reason() == Reason.LOCKED_ACCOUNT);
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void anothersAccount_isForbidden_andTold() {
    String asked = from("200", "ringfence.local", "sip:200@ringfence.local");

    assertThat(bench.send(call.authorized(asked, "100", "secret"), CALLER))
        .startsWith("SIP/2.0 403 ");

    assertThat(bench.recorded.attempts).extracting(a -> a.reason()).contains(Reason.NOT_PERMITTED);
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void anonymousCaller_isLetIn_onceItHasLoggedIn_andOnlyTheTrunkIsToldWhoItIs() {
    String more = "Privacy: id\r\nP-Asserted-Identity: <sip:900@ringfence.local>\r\n";
    String toPhone = anonymous("sip:200@ringfence.local", more);
    String toTrunk =
        anonymous("sip:+4930123@ringfence.local", more)
            .replace("z9hG4bKn", "z9hG4bKt")
            .replace("P-Asserted", "P-Preferred");

    assertThat(bench.send(toPhone, CALLER)).startsWith("SIP/2.0 407 ");
    String guess = call.authorized(toPhone.replace("z9hG4bKn", "z9hG4bKw"), "100", "wrong");
    assertThat(bench.send(guess, CALLER)).startsWith("SIP/2.0 407 ");
    assertThat(bench.wire.sent).isEmpty();
    assertThat(bench.send(call.authorized(toPhone, "100", "secret"), CALLER)).isNull();
    bench.send(call.authorized(toTrunk, "100", "secret"), CALLER);

    var rings = bench.wire.one(PHONE);
    assertThat(rings.header("From")).contains("anonymous@anonymous.invalid");
    assertThat(rings.text()).doesNotContain("100@").doesNotContain("P-Asserted-Identity");
    var sent = bench.wire.one(TRUNK);
    assertThat(sent.all("P-Asserted-Identity")).containsExactly("<sip:100@ringfence.local>");
    assertThat(sent.all("P-Preferred-Identity")).isEmpty();
    assertThat(sent.header("Privacy")).isEqualTo("id");
  }

  private String anonymous(String uri, String more) {
    return call.request("INVITE", uri, "z9hG4bKn", "anonymous", "anonymous.invalid", more)
        .replace("<sip:anonymous@10.0.0.7:5060>", "<sip:10.0.0.7:5060>");
  }

  @Test
  void whatTheTrunkSaysOfTheCaller_reachesPhones_unlessItIsToBeKept() {
    String identity = "P-Asserted-Identity: \"Bob\" <sip:+49@192.0.2.50>\r\n";
    String open =
        call.request("INVITE", "sip:200@192.0.2.1", "z9hG4bKo", "+49", "192.0.2.50", identity);
    String kept =
        call.request(
            "INVITE",
            "sip:200@192.0.2.1",
            "z9hG4bKk",
            "anonymous",
            "anonymous.invalid",
            identity + "Privacy: user;id\r\n");

    bench.send(open, TRUNK);
    assertThat(bench.wire.one(PHONE).all("P-Asserted-Identity")).hasSize(1);
    bench.send(kept, TRUNK);

    assertThat(bench.wire.one(PHONE).all("P-Asserted-Identity")).isEmpty();
  }

  @Test
  void strangers_areNotRelayed_neitherToUsNorToOthers() {
    assertThat(bench.send(from("eve", "evil.example", "sip:200@ringfence.local"), CALLER))
        .startsWith("SIP/2.0 403 ");
    assertThat(bench.send(from("eve", "evil.example", "sip:1@elsewhere.example"), CALLER))
        .startsWith("SIP/2.0 404 ");
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void ownAccount_isNotRelayedToOtherDomains_norByForeignRoutes() {
    String foreign = call.authorized(invite("sip:1@elsewhere.example"), "100", "secret");
    String routed =
        call.authorized(
            call.request("INVITE", "sip:200@ringfence.local", "Route: <sip:203.0.113.99;lr>\r\n"),
            "100",
            "secret");

    assertThat(bench.send(foreign, CALLER)).startsWith("SIP/2.0 403 ");
    assertThat(bench.send(routed, CALLER)).startsWith("SIP/2.0 403 ");
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void preloadedRouteToUs_isTakenOff() {
    bench.send(
        call.authorized(
            call.request(
                "INVITE",
                "sip:200@ringfence.local",
                "Route: <sip:192.0.2.1;lr>, <sip:ringfence.local;lr>\r\n"),
            "100",
            "secret"),
        CALLER);

    assertThat(bench.wire.one(PHONE).all("Route")).isEmpty();
  }

  @Test
  void trustedSource_reachesOurAccounts_andNothingElse() {
    bench.trust(CALLER);

    assertThat(bench.send(from("+49", "carrier.example", "sip:200@ringfence.local"), CALLER))
        .isNull();
    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("INVITE sip:200@10.1.1.1");
    assertThat(bench.send(from("+49", "carrier.example", "sip:0900@ringfence.local"), CALLER))
        .startsWith("SIP/2.0 404 ");
    assertThat(bench.send(from("100", "ringfence.local", "sip:200@ringfence.local"), CALLER))
        .as("pretends to be one of us")
        .startsWith("SIP/2.0 407 ");
  }

  @Test
  void upstream_reachesOurAccounts_withoutCredentials() {
    assertThat(bench.send(from("+49", "192.0.2.50", "sip:200@192.0.2.1"), TRUNK)).isNull();

    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("INVITE sip:200@10.1.1.1");
    assertThat(bench.send(from("+49", "192.0.2.50", "sip:0900@192.0.2.1"), TRUNK))
        .startsWith("SIP/2.0 404 ");
  }

  @Test
  void accountWithoutPhone_isUnavailable() {
    String request = call.authorized(invite("sip:100@ringfence.local"), "100", "secret");

    assertThat(bench.send(request, CALLER)).startsWith("SIP/2.0 480 ");
  }

  @Test
  void numberThatIsNotOurs_goesUpstream_andToTheNextWhenTheFirstStaysSilent() {
    bench.send(call.authorized(invite("sip:+4930123@ringfence.local"), "100", "secret"), CALLER);
    assertThat(bench.wire.take(TRUNK).getFirst().firstLine())
        .isEqualTo("INVITE sip:+4930123@192.0.2.50 SIP/2.0");
    assertThat(bench.wire.take(BACKUP)).isEmpty();

    bench.pass(Duration.ofSeconds(7));

    assertThat(bench.wire.take(BACKUP).getFirst().firstLine())
        .isEqualTo("INVITE sip:+4930123@192.0.2.51:5080 SIP/2.0");
    bench.wire.sent.clear();
    bench.send(call.authorized(invite("sip:+4930124@ringfence.local"), "100", "secret"), CALLER);
    assertThat(bench.wire.take(BACKUP)).as("known to be silent, so tried last").hasSize(1);
    assertThat(bench.wire.take(TRUNK)).isEmpty();
  }

  @Test
  void upstreamsThatAreAllSilent_areStillTried_oneAfterTheOther() {
    bench.send(call.authorized(invite("sip:+4930123@ringfence.local"), "100", "secret"), CALLER);
    bench.pass(Duration.ofSeconds(13));
    assertThat(bench.wire.take(CALLER).getLast().firstLine())
        .isEqualTo("SIP/2.0 408 Request Timeout");
    bench.wire.sent.clear();

    bench.send(call.authorized(invite("sip:+4930124@ringfence.local"), "100", "secret"), CALLER);

    assertThat(bench.wire.take(TRUNK)).hasSize(1);
    bench.pass(Duration.ofSeconds(7));
    assertThat(bench.wire.take(BACKUP)).isNotEmpty();
  }

  @Test
  void overloadedUpstream_isPassedOver_andNotToldToTheCaller() {
    bench.send(call.authorized(invite("sip:+4930123@ringfence.local"), "100", "secret"), CALLER);
    call.answers(TRUNK, bench.wire.one(TRUNK), 503);
    assertThat(bench.wire.one(TRUNK).firstLine()).startsWith("ACK ");
    bench.wire.take(CALLER);

    call.answers(BACKUP, bench.wire.one(BACKUP), 503);

    assertThat(bench.wire.one(CALLER).firstLine()).isEqualTo("SIP/2.0 500 Server Internal Error");
  }
}
