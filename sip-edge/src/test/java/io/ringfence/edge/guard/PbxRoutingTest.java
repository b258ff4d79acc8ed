package io.ringfence.edge.guard;

import static io.ringfence.edge.guard.GuardedPbx.OTHER;
import static io.ringfence.edge.guard.GuardedPbx.PBX;
import static io.ringfence.edge.guard.GuardedPbx.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.proxy.ReturnRoute;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The ways of messages between phones and the PBX that they registered with through us.
class PbxRoutingTest {

  private final GuardedPbx pbx = new GuardedPbx();
  private final Bench bench = pbx.bench;

  /// A request of the PBX to a phone, by what the PBX was told when it registered.
  private static String toPhone(String method, Sent register, ReturnRoute by) {
    String contact = register.header("Contact").replaceFirst(".*<([^>]*)>.*", "$1");
    String route = by == ReturnRoute.CONTACT ? "" : "Route: " + register.header("Path") + "\r\n";
    return """
        %s %s SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.50:5060;branch=z9hG4bKpbx%s
        Max-Forwards: 70
        From: <sip:300@pbx.example>;tag=pbx
        To: <sip:100@pbx.example>
        Call-ID: from-pbx
        CSeq: 1 %s
        Contact: <sip:300@192.0.2.50>
        %sContent-Length: 0

        """
        .replace("\n", "\r\n")
        .formatted(method, contact, method, method, route);
  }

  @Test
  void pbxIsToldTheWayBack_andThePhoneSeesItsOwnContact() {
    var register = pbx.registered("100", PHONE);

    assertThat(register.header("Path")).matches("<sip:100~[\\w-]{16}@192\\.0\\.2\\.1:5060;lr>");
    assertThat(register.all("Supported")).containsExactly("path");
    assertThat(register.header("Contact"))
        .matches("<sip:100~[\\w-]{16}@192\\.0\\.2\\.1:5060>;expires=600");
    assertThat(bench.wire.one(PHONE).header("Contact"))
        .isEqualTo("<sip:100@10.0.0.7:5060>;expires=600");
  }

  @Test
  void wayBackStaysTheSame_whenThePhoneMoves_andNobodyElseHasIt() {
    String first = pbx.registered("100", PHONE).header("Contact");
    String moved = pbx.registered("100", OTHER).header("Contact");
    String other = pbx.registered("101", PHONE).header("Contact");

    assertThat(moved).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(ReturnRoute.class)
  void callOfThePbx_reachesThePhoneByItsFlow_whateverThePbxKnows(ReturnRoute how) {
    var guarded = new GuardedPbx(how, GuardSettings.DEFAULT);
    var register = guarded.registered("100", PHONE);
    guarded.bench.wire.sent.clear();

    guarded.bench.send(toPhone("INVITE", register, how), PBX);

    assertThat(guarded.bench.wire.one(PBX).firstLine()).isEqualTo("SIP/2.0 100 Trying");
    var invite = guarded.bench.wire.one(PHONE);
    assertThat(invite.firstLine()).isEqualTo("INVITE sip:100@10.0.0.7:5060 SIP/2.0");
    assertThat(invite.all("Route")).isEmpty();
    assertThat(invite.header("Record-Route")).contains("@192.0.2.1:5060;lr");
    if (how == ReturnRoute.PATH) {
      assertThat(register.header("Contact")).startsWith("<sip:100@10.0.0.7:5060>");
    }
    assertThat(register.all("Path")).hasSize(how == ReturnRoute.CONTACT ? 0 : 1);
  }

  @Test
  void callOfThePbx_followsThePhoneToItsNewAddress() {
    var register = pbx.registered("100", PHONE);
    pbx.registered("100", OTHER);
    bench.wire.sent.clear();

    bench.send(toPhone("INVITE", register, ReturnRoute.CONTACT), PBX);

    assertThat(bench.wire.one(OTHER).firstLine()).startsWith("INVITE sip:100@10.0.0.7:5060");
  }

  @Test
  void phoneThatHangsUp_sendsItToThePbx_byTheRouteOfTheDialog() {
    var register = pbx.registered("100", PHONE);
    bench.wire.sent.clear();
    bench.send(toPhone("INVITE", register, ReturnRoute.PATH), PBX);
    var invite = bench.wire.one(PHONE);
    bench.send(GuardedPbx.answer(invite, 200, "Contact: <sip:100@10.0.0.7:5060>\r\n"), PHONE);
    assertThat(bench.wire.take(PBX)).anyMatch(one -> one.text().startsWith("SIP/2.0 200"));

    bench.send(bye(invite, "sip:300@192.0.2.50"), PHONE);

    assertThat(pbx.oneAtPbx().firstLine()).isEqualTo("BYE sip:300@192.0.2.50 SIP/2.0");
  }

  /// Of the phone, within the dialog that an invitation of the PBX began.
  private static String bye(Sent invite, String uri) {
    return """
        BYE %s SIP/2.0
        Via: SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bKbye;rport
        Max-Forwards: 70
        From: <sip:100@pbx.example>;tag=callee
        To: <sip:300@pbx.example>;tag=pbx
        Call-ID: from-pbx
        CSeq: 1 BYE
        Route: %s
        Content-Length: 0

        """
        .replace("\n", "\r\n")
        .formatted(uri, invite.header("Record-Route"));
  }

  @Test
  void whoeverHasATokenOfADialog_reachesThePbxOnly() {
    var register = pbx.registered("100", PHONE);
    bench.wire.sent.clear();
    bench.send(toPhone("INVITE", register, ReturnRoute.PATH), PBX);
    var invite = bench.wire.one(PHONE);
    bench.wire.sent.clear();

    bench.send(bye(invite, "sip:victim@198.51.100.1"), PHONE);

    assertThat(pbx.oneAtPbx().firstLine()).isEqualTo("BYE sip:victim@198.51.100.1 SIP/2.0");
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void routeToElsewhere_isRefused() {
    String route = "Route: <sip:198.51.100.1;lr>\r\n";

    String answer = bench.send(pbx.request("INVITE", "sip:1@pbx.example", "100", route), PHONE);

    assertThat(answer).startsWith("SIP/2.0 403");
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void requestOfThePbx_forAPhoneThatIsNotRegistered_is404() {
    var register = pbx.registered("100", PHONE);
    bench.pass(Duration.ofSeconds(601));
    bench.wire.sent.clear();

    assertThat(bench.send(toPhone("OPTIONS", register, ReturnRoute.CONTACT), PBX))
        .startsWith("SIP/2.0 404");
    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void strangerThatUsesAPhonesName_reachesThePbx_notThePhone() {
    var register = pbx.registered("100", PHONE);
    bench.wire.sent.clear();

    bench.send(toPhone("INVITE", register, ReturnRoute.CONTACT), OTHER);

    assertThat(bench.wire.take(PHONE)).isEmpty();
    assertThat(pbx.atPbx()).hasSize(1);
  }

  @Test
  void phoneThatUnregisters_isForgotten() {
    var register = pbx.registered("100", PHONE);
    pbx.challenged("100", "bye", PHONE);
    String gone =
        pbx.register("100", GuardedPbx.credentials("Authorization", "100", "bye"))
            .replace("expires=600", "expires=0");
    bench.send(gone, PHONE);
    var unregister = pbx.oneAtPbx();
    assertThat(unregister.header("Contact"))
        .isEqualTo(register.header("Contact").replace("600", "0"));

    pbx.answers(unregister, 200, "");

    assertThat(bench.registrar.bindings("100", bench.now)).isEmpty();
  }

  @Test
  void bindingLastsAsLongAsThePbxSays() {
    var login = pbx.login("100", "abc", PHONE);
    pbx.answers(login, 200, "Contact: " + login.header("Contact").replace("600", "60") + "\r\n");

    bench.pass(Duration.ofSeconds(61));

    assertThat(bench.registrar.bindings("100", bench.now)).isEmpty();
  }

  @Test
  void addressOfOurs_isTheDomainToThePbx() {
    bench.send(pbx.request("OPTIONS", "sip:200@192.0.2.1:5060", "100", ""), PHONE);

    assertThat(pbx.oneAtPbx().firstLine()).isEqualTo("OPTIONS sip:200@pbx.example SIP/2.0");
  }

  /// In this role nobody has proved whose From it is.
  @Test
  void whatIsToldOfACall_isSafeToKeep_whateverTheCallerWrote() {
    String invite =
        pbx.request("INVITE", "sip:2%0d%0a00@pbx.example", "a%0d%0a%00" + "b".repeat(200), "");
    bench.send(invite, PHONE);
    pbx.answers(pbx.oneAtPbx(), 180, "");

    var told = bench.recorded.calls.getLast();
    assertThat(told.account()).startsWith("a\\u000d\\u000a\\u0000b").hasSizeLessThanOrEqualTo(128);
    assertThat(told.from()).isEqualTo(told.account());
    assertThat(told.to()).isEqualTo("2\\u000d\\u000a00");
  }

  @Test
  void invitationThatCouldNotBeFollowed_isRefused() {
    String invite = pbx.request("INVITE", "sip:200@pbx.example", "100", "");

    assertThat(bench.send(invite.replace("call-100", "c".repeat(513)), PHONE))
        .startsWith("SIP/2.0 400 Call-ID or tag too long");
    assertThat(bench.send(invite.replace("tag=caller", "tag=" + "t".repeat(513)), PHONE))
        .startsWith("SIP/2.0 400");
    assertThat(pbx.atPbx()).isEmpty();
  }

  @Test
  void optionsForUs_areAnsweredHere() {
    assertThat(bench.send(pbx.request("OPTIONS", "sip:pbx.example", "100", ""), PHONE))
        .startsWith("SIP/2.0 200");
    assertThat(pbx.atPbx()).isEmpty();
  }

  @Test
  void phoneBehindAConnection_isReachedByIt() {
    Peer connected = GuardedPbx.tcp("203.0.113.9", 50_000, 7);
    var register = pbx.registered("100", connected);
    bench.wire.sent.clear();

    bench.send(toPhone("MESSAGE", register, ReturnRoute.PATH_AND_CONTACT), PBX);

    assertThat(bench.wire.one(connected).firstLine()).startsWith("MESSAGE sip:100@10.0.0.7");
  }

  @Test
  void invitationThatWaits_canBeTakenBack() {
    pbx.challenged("100", "abc", PHONE);
    int limit = bench.admission.policy().attempts();
    for (int i = 0; i < limit; i++) {
      bench.send(
          pbx.register("u" + i, GuardedPbx.credentials("Authorization", "u" + i, "abc")), PHONE);
    }
    var judged = pbx.atPbx();
    String invite =
        pbx.request(
            "INVITE",
            "sip:200@pbx.example",
            "100",
            GuardedPbx.credentials("Proxy-Authorization", "100", "abc"));
    bench.send(invite, PHONE);
    assertThat(bench.wire.one(PHONE).firstLine()).isEqualTo("SIP/2.0 100 Trying");

    bench.send(invite.replace("INVITE", "CANCEL"), PHONE);
    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("SIP/2.0 487");

    judged.forEach(login -> pbx.answers(login, 200, ""));
    assertThat(pbx.atPbx()).isEmpty();
    assertThat(bench.server.waitingLogins()).isZero();
  }
}
