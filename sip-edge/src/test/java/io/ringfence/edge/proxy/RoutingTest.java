package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The way of requests: Route and Record-Route (RFC 3261 §16.4, §16.6, §16.12), hops and loops
/// (§16.3, RFC 5393), flows (RFC 5626).
class RoutingTest {

  private static final Peer SERVER = Call.udp("203.0.113.77", 5_060);

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "200", "other");
  private final Call call = new Call(bench);

  private Sent invited(Peer phone) {
    bench.bind("200", "sip:200@10.1.1.1:5062", phone);
    call.invite("");
    return bench.wire.one(phone);
  }

  private String inDialog(String method, String uri, List<String> routes, String fromTag) {
    var lines = new StringBuilder();
    routes.forEach(route -> lines.append("Route: ").append(route).append("\r\n"));
    return call.request(method, uri, lines.toString())
        .replace(";tag=caller", ";tag=" + fromTag)
        .replace(
            "To: <" + uri + ">",
            "To: <sip:x@ringfence.local>;tag=" + (fromTag.equals("caller") ? "callee" : "caller"));
  }

  @Test
  void transportsThatDiffer_areBothOnTheRecord_andBothComeOff() {
    var phone = Call.tcp("203.0.113.9", 41_000, 7);
    var invite = invited(phone);
    var routes = invite.all("Record-Route");

    assertThat(routes).hasSize(2);
    assertThat(routes.getFirst()).contains(";transport=tcp;lr>");
    assertThat(routes.getLast()).doesNotContain("transport");
    assertThat(invite.header("Via")).startsWith("SIP/2.0/TCP ");
    bench.send(inDialog("BYE", "sip:200@10.1.1.1:5062", routes, "caller"), CALLER);
    var bye = bench.wire.one(phone);
    assertThat(bye.all("Route")).isEmpty();
    bench.send(inDialog("BYE", "sip:100@10.0.0.7", routes.reversed(), "callee"), phone);
    assertThat(bench.wire.take(CALLER).getLast().firstLine()).startsWith("BYE sip:100@10.0.0.7");
  }

  @Test
  void reInvitation_goesWithinTheDialog_withoutCredentials_andIsNotRecordedAgain() {
    var invite = invited(PHONE);

    bench.send(
        inDialog("INVITE", "sip:200@10.1.1.1:5062", invite.all("Record-Route"), "caller"), CALLER);

    var again = bench.wire.one(PHONE);
    assertThat(again.firstLine()).isEqualTo("INVITE sip:200@10.1.1.1:5062 SIP/2.0");
    assertThat(again.all("Record-Route")).isEmpty();
  }

  @Test
  void routeOfAnotherCall_orForged_orNone_isWorthNothing() {
    var route = invited(PHONE).all("Record-Route");
    String other =
        inDialog("BYE", "sip:200@10.1.1.1:5062", route, "caller")
            .replace("Call-ID: call-1", "Call-ID: call-2");
    String forged =
        inDialog(
            "BYE", "sip:1@203.0.113.99", List.of("<sip:AAAAAAAAAAAAAAAA@192.0.2.1;lr>"), "eve");

    assertThat(bench.send(other.replace("ringfence.local>;tag", "evil.example>;tag"), CALLER))
        .startsWith("SIP/2.0 403 ");
    assertThat(
            bench.send(
                forged.replace("@ringfence.local>;tag=eve", "@evil.example>;tag=eve"), CALLER))
        .startsWith("SIP/2.0 403 ");
    assertThat(bench.wire.take(PHONE)).isEmpty();
  }

  @Test
  void requestWithoutTheCallersTag_isNoneOfTheDialog() {
    var route = invited(PHONE).all("Record-Route");
    String bye = inDialog("BYE", "sip:200@10.1.1.1:5062", route, "caller");

    assertThat(bench.send(bye.replace(";tag=caller", ";tag=eve"), CALLER))
        .startsWith("SIP/2.0 481 ");
    assertThat(bench.send(bye.replace("BYE", "ACK").replace(";tag=caller", ";tag=eve"), CALLER))
        .isNull();
    assertThat(bench.wire.take(PHONE)).isEmpty();
  }

  @Test
  void formerParty_isNotRelayed_onceTheLifetimeOfDialogsIsOver() {
    var route = invited(PHONE).all("Record-Route");
    String info = inDialog("INFO", "sip:200@10.1.1.1:5062", route, "caller");
    var lifetime = ProxySettings.DEFAULT.dialogLifetime();
    var begun = bench.now;
    bench.now = begun.plus(lifetime);
    assertThat(bench.send(info, CALLER)).isNull();
    assertThat(bench.wire.take(PHONE)).hasSize(1);

    bench.now = begun.plus(lifetime).plusSeconds(1);

    assertThat(bench.send(info.replace("branch=z9hG4bK", "branch=z9hG4bKlate"), CALLER))
        .startsWith("SIP/2.0 481 ");
    assertThat(bench.send(info.replace("INFO", "ACK"), CALLER)).isNull();
    assertThat(bench.wire.take(PHONE)).isEmpty();
  }

  @Test
  void newRequestWithTheRouteOfACall_needsALogin() {
    String again =
        inDialog("INVITE", "sip:200@10.1.1.1:5062", invited(PHONE).all("Record-Route"), "caller")
            .replaceAll("(?m)^(To: .*);tag=[^\\r]*", "$1");

    assertThat(bench.send(again, CALLER)).startsWith("SIP/2.0 40");
    assertThat(bench.wire.take(PHONE)).isEmpty();
  }

  @Test
  void acknowledgementOutsideADialogOfOurs_goesNowhere() {
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);

    assertThat(bench.send(call.request("ACK", "sip:200@ringfence.local", ""), CALLER)).isNull();

    assertThat(bench.wire.sent).isEmpty();
  }

  @Test
  void furtherRoutes_stay_andTheFlowIsFollowed() {
    var route = invited(PHONE).header("Record-Route");

    bench.send(
        inDialog(
            "BYE", "sip:200@10.1.1.1:5062", List.of(route + ", <sip:10.9.9.9;lr>;x=1"), "caller"),
        CALLER);

    var bye = bench.wire.one(PHONE);
    assertThat(bye.all("Route")).containsExactly("<sip:10.9.9.9;lr>;x=1");
    assertThat(bye.firstLine()).isEqualTo("BYE sip:200@10.1.1.1:5062 SIP/2.0");
  }

  @Test
  void strictRouterAhead_findsItselfInTheRequestUri() {
    var route = invited(PHONE).header("Record-Route");

    bench.send(
        inDialog(
            "BYE",
            "sip:200@10.1.1.1:5062",
            List.of(route, "<sip:old.example>", "<sip:next.example;lr>"),
            "caller"),
        CALLER);

    var bye = bench.wire.one(PHONE);
    assertThat(bye.firstLine()).isEqualTo("BYE sip:old.example SIP/2.0");
    assertThat(bye.all("Route"))
        .containsExactly("<sip:next.example;lr>", "<sip:200@10.1.1.1:5062>");
  }

  @Test
  void strictRouterBehind_putUsIntoTheRequestUri() {
    var route = invited(PHONE).header("Record-Route");
    String ours = route.substring(1, route.length() - 1);

    bench.send(inDialog("BYE", ours, List.of("<sip:200@10.1.1.1:5062>"), "caller"), CALLER);

    var bye = bench.wire.one(PHONE);
    assertThat(bye.firstLine()).isEqualTo("BYE sip:200@10.1.1.1:5062 SIP/2.0");
    assertThat(bye.all("Route")).isEmpty();
  }

  @Test
  void phoneWhoseConnectionIsGone_isUnavailable_andNobodyElseGetsItsRequests() {
    var phone = Call.tcp("203.0.113.9", 41_000, 7);
    var routes = invited(phone).all("Record-Route");
    bench.wire.closed.add(phone);
    bench.wire.sent.clear();

    bench.send(inDialog("BYE", "sip:200@203.0.113.77", routes, "caller"), CALLER);

    assertThat(bench.wire.take(SERVER)).isEmpty();
    assertThat(bench.wire.one(CALLER).firstLine()).isEqualTo("SIP/2.0 480 Temporarily Unavailable");
  }

  @Test
  void phoneThatHasAnotherConnectionByNow_isReachedByThat() {
    var routes = invited(Call.tcp("203.0.113.9", 41_000, 7)).all("Record-Route");
    var present = Call.tcp("203.0.113.9", 41_001, 8);
    bench.wire.closed.add(Call.tcp("203.0.113.9", 41_000, 7));
    bench.pass(Duration.ofSeconds(1));
    bench.bind("200", "sip:200@10.1.1.1:5062", present);

    bench.send(inDialog("BYE", "sip:200@10.1.1.1:5062", routes, "caller"), CALLER);

    assertThat(bench.wire.one(present).firstLine()).startsWith("BYE sip:200@10.1.1.1:5062");
  }

  @Test
  void phoneBehindAProxy_isReachedByItsPath() {
    bench.bind(
        "200", "sip:200@10.1.1.1:5062", PHONE, List.of("<sip:p1.example;lr>", "<sip:p2;lr>"));

    call.invite("");

    var invite = bench.wire.one(PHONE);
    assertThat(invite.firstLine()).isEqualTo("INVITE sip:200@10.1.1.1:5062 SIP/2.0");
    assertThat(invite.all("Route")).containsExactly("<sip:p1.example;lr>", "<sip:p2;lr>");
  }

  @Test
  void serverOutside_isReachedByItsContact_notByItsSourcePort() {
    var source = Call.udp("203.0.113.77", 33_333);
    bench.trust(source);
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    bench.send(
        call.request(
            "INVITE", "sip:200@ringfence.local", "z9hG4bKguest", "+49", "carrier.example", ""),
        source);
    var routes = bench.wire.one(PHONE).all("Record-Route");

    bench.send(inDialog("BYE", "sip:+49@203.0.113.77", routes, "callee"), PHONE);

    assertThat(bench.wire.one(SERVER).firstLine()).startsWith("BYE sip:+49@203.0.113.77");
  }

  /// Whoever has had one call may not look around behind us by it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:x@10.0.0.7:5432;transport=tcp",
        "sip:x@nowhere.example",
        "sip:x@192.0.2.50;maddr=10.0.0.7;transport=tcp"
      })
  void partyOfACall_reachesNobodyButTheOtherSide_whateverItWrites(String uri) throws Exception {
    var outward = Call.betweenAccountsAndTrunk();
    var out = outward.bench;
    out.send(
        outward.authorized(
            outward.request("INVITE", "sip:004930@ringfence.local", ""), "100", "secret"),
        CALLER);
    var invite = out.wire.one(Call.TRUNK);
    out.send(
        Call.answer(invite, 200, "callee", "Contact: <sip:gw@192.0.2.80:5070>\r\n"), Call.TRUNK);
    out.wire.sent.clear();
    var routes = invite.all("Record-Route");

    out.send(inDialog("INFO", uri, routes, "caller"), CALLER);
    out.send(
        inDialog(
            "MESSAGE",
            "sip:gw@192.0.2.80:5070",
            List.of(routes.getFirst(), "<" + uri + ";lr>"),
            "caller"),
        CALLER);

    assertThat(out.wire.take(Call.TRUNK)).as("where the call goes").hasSize(2);
    out.send(inDialog("UPDATE", "sip:gw@192.0.2.80:5070", routes, "caller"), CALLER);
    assertThat(out.wire.one(Call.udp("192.0.2.80", 5_070)).firstLine()).startsWith("UPDATE ");
    assertThat(out.wire.take(CALLER)).isEmpty();
    assertThat(out.wire.sent).isEmpty();
    assertThat(out.names.asked).noneMatch(name -> name.contains("nowhere"));
  }

  @Test
  void lastHop_isReached() {
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    String spent = call.request("INVITE", "sip:200@ringfence.local", "");

    assertThat(bench.send(spent.replace("Max-Forwards: 70", "Max-Forwards: 0"), CALLER))
        .startsWith("SIP/2.0 483 ");
  }

  @Test
  void requestThatComesBackUnchanged_loops_aChangedOneSpirals() {
    bench.trust(CALLER);
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    String request =
        call.request("INVITE", "sip:200@ringfence.local", "z9hG4bKl", "1", "x.example", "");
    bench.send(request, CALLER);
    String via = bench.wire.one(PHONE).header("Via");
    String back = request.replaceFirst("Via: [^\r]*", "Via: " + via + "\r\n$0");
    String looped = "Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bKhop\r\n";

    assertThat(bench.send(back.replaceFirst("Via:", looped + "Via:"), CALLER))
        .startsWith("SIP/2.0 482 ");
    assertThat(
            bench.send(
                back.replaceFirst("Via:", looped.replace("hop", "hop2") + "Via:")
                    .replaceFirst("sip:200@", "sip:200;x@"),
                CALLER))
        .startsWith("SIP/2.0 404 ");
  }

  @Test
  void breadthThatIsSpent_isNotExceeded() {
    bench.trust(CALLER);
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    bench.bind("200", "sip:200@10.1.1.2:5062", Call.SECOND);

    assertThat(bench.send(narrow(1), CALLER)).startsWith("SIP/2.0 440 ");
    assertThat(bench.send(narrow(5), CALLER)).isNull();
    assertThat(bench.wire.one(PHONE).header("Max-Breadth")).isEqualTo("2");
  }

  private String narrow(int breadth) {
    return call.request(
        "MESSAGE",
        "sip:200@ringfence.local",
        "z9hG4bKnarrow" + breadth,
        "1",
        "x.example",
        "Max-Breadth: " + breadth + "\r\n");
  }

  @Test
  void messageThatNobodyAnswers_getsNoTimeoutFromUs() {
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    bench.send(
        call.authorized(call.request("MESSAGE", "sip:200@ringfence.local", ""), "100", "secret"),
        CALLER);

    bench.pass(Duration.ofSeconds(40));

    assertThat(bench.wire.take(CALLER)).isEmpty();
    assertThat(bench.wire.take(PHONE)).hasSize(11);
  }

  @Test
  void oneSender_getsItsShare_andOthersStillCall() {
    var invite = invited(PHONE);
    String info = inDialog("INFO", "sip:200@10.1.1.1:5062", invite.all("Record-Route"), "caller");
    String answer = null;
    int sent = 0;
    while (answer == null && sent < 20_000) {
      answer = bench.send(info.replace("branch=z9hG4bK", "branch=z9hG4bK" + sent++), CALLER);
      bench.wire.sent.clear();
    }

    assertThat(answer).startsWith("SIP/2.0 503 ").contains("Retry-After: ");
    assertThat(sent - 1).isEqualTo(ProxySettings.DEFAULT.maxTransactionsPerSender() / 2);
    assertThat(bench.proxy.refusedOfSenders()).isEqualTo(1);
    assertThat(bench.proxy.refusedTransactions()).isZero();
    assertThat(
            bench.send(
                info.replace("branch=z9hG4bK", "branch=z9hG4bKother"),
                Call.udp("198.51.100.8", 5_060)))
        .as("another source")
        .isNull();
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.proxy.transactions()).isZero();
    assertThat(bench.send(info.replace("branch=z9hG4bK", "branch=z9hG4bKagain"), CALLER))
        .as("once they have ended")
        .isNull();
  }

  @Test
  void phonesBeyondTheBound_areCounted() {
    for (int i = 0; i < ProxySettings.DEFAULT.maxTargets() + 2; i++) {
      bench.bind("200", "sip:200@10.1.1." + i, Call.udp("203.0.113.10", 5_060 + i));
    }

    call.invite("");

    assertThat(bench.proxy.surplusTargets()).isEqualTo(2);
  }

  @Test
  void asManyRequestsAsMayBe_areForwarded_theNextIsToldToComeAgain() {
    bench.trust(CALLER);
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    String answer = null;
    for (int i = 0; answer == null && i < 20_000; i++) {
      answer =
          bench.send(
              call.request(
                  "MESSAGE", "sip:200@ringfence.local", "z9hG4bKm" + i, "1", "x.example", ""),
              CALLER);
      bench.wire.sent.clear();
    }

    assertThat(answer).startsWith("SIP/2.0 503 ").contains("Retry-After: ");
    assertThat(bench.proxy.transactions()).isEqualTo(ProxySettings.DEFAULT.maxTransactions());
    assertThat(bench.proxy.refusedTransactions()).isEqualTo(1);
  }
}
