package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.registrar.Flow;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A phone with several flows rings once (RFC 5626 §7).
class FlowsTest {

  private static final String CONTACT = "sip:200@10.1.1.1:5062";
  private static final Peer OLDEST = Call.tcp("203.0.113.9", 41_000, 1);
  private static final Peer NEWER = Call.tcp("203.0.113.9", 41_001, 2);
  private static final Peer NEWEST = Call.udp("203.0.113.9", 41_002);

  private final Bench bench = new Bench("ringfence.local", "100", "secret", "200", "other");
  private final Call call = new Call(bench);

  @BeforeEach
  void registerThreeFlows() {
    bind(OLDEST, 2);
    bind(NEWEST, 3);
    bind(NEWER, 1);
    bind(NEWEST, 3);
  }

  private void bind(Peer peer, int regId) {
    bench.bind("200", CONTACT, peer, new Flow("urn:uuid:1", regId));
    bench.pass(Duration.ofSeconds(1));
  }

  /// What goes out by a flow first.
  private Sent invited(Peer flow) {
    call.invite("");
    assertThat(bench.wire.take(CALLER))
        .allMatch(answer -> answer.firstLine().equals("SIP/2.0 100 Trying"));
    return bench.wire.one(flow);
  }

  @Test
  void phoneIsInvitedOnce_byItsNewestFlow() {
    var invite = invited(NEWEST);

    assertThat(invite.firstLine()).isEqualTo("INVITE " + CONTACT + " SIP/2.0");
    assertThat(bench.wire.sent).isEmpty();
    call.answers(NEWEST, invite, 200);
    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 200 ");
  }

  @Test
  void nextFlowIsTaken_whenTheConnectionIsGone() {
    bind(NEWER, 1);
    bench.wire.closed.add(NEWER);

    invited(NEWEST);

    assertThat(bench.wire.sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {430, 408})
  void nextFlowIsTaken_whenThisOneHasFailed_andTheCallerIsNotTold(int status) {
    var invite = invited(NEWEST);

    call.answers(NEWEST, invite, status);

    assertThat(bench.wire.one(NEWEST).firstLine()).startsWith("ACK ");
    assertThat(bench.wire.take(CALLER)).isEmpty();
    var second = bench.wire.one(NEWER);
    assertThat(second.branch()).isNotEqualTo(invite.branch());
    call.answers(NEWER, second, 486);
    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 486 ");
    assertThat(bench.wire.take(OLDEST)).isEmpty();
  }

  @Test
  void nextFlowIsTaken_whenThisOneIsSilent() {
    invited(NEWEST);

    bench.pass(Duration.ofSeconds(7));

    assertThat(bench.wire.one(NEWER).firstLine()).startsWith("INVITE ");
  }

  @ParameterizedTest
  @ValueSource(ints = {486, 503, 603})
  void phoneThatHasAnswered_isNotAskedAgain(int status) {
    call.answers(NEWEST, invited(NEWEST), status);

    assertThat(bench.wire.one(CALLER).text()).doesNotContain(" 100 ");
    bench.pass(Duration.ofSeconds(40));
    assertThat(bench.wire.take(NEWER)).isEmpty();
  }

  @Test
  void phoneWithoutAFlowThatWorks_isUnavailable() {
    bench.wire.closed.add(NEWER);
    bench.wire.closed.add(OLDEST);

    call.answers(NEWEST, invited(NEWEST), 430);

    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 480 ");
    bench.pass(Duration.ofSeconds(70));
    assertThat(bench.proxy.transactions()).isZero();
  }

  @Test
  void nobodyIsTried_onceTheCallerHasGivenUp() {
    var invite = invited(NEWEST);
    call.answers(NEWEST, invite, 180);
    var ringing = bench.wire.one(CALLER);
    bench.send(
        call.request("CANCEL", "sip:200@ringfence.local", "")
            .replaceFirst("branch=[^;]*;", "branch=" + ringing.branch() + ";")
            .replaceFirst("CSeq: \\d+", "CSeq: " + ringing.header("CSeq").replaceAll("\\D", "")),
        CALLER);

    call.answers(NEWEST, invite, 430);

    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 487 ");
    assertThat(bench.wire.take(NEWER)).isEmpty();
  }

  @Test
  void anotherPhoneOfTheAccount_ringsToo() {
    var other = Call.udp("203.0.113.20", 41_000);
    bench.bind("200", "sip:200@10.1.1.2", other, new Flow("urn:uuid:2", 1));

    invited(NEWEST);

    assertThat(bench.wire.one(other).firstLine()).isEqualTo("INVITE sip:200@10.1.1.2 SIP/2.0");
    assertThat(bench.wire.sent).isEmpty();
  }

  private static final String BROWSER = "sip:8e3k1v@m2p9.invalid;transport=ws";
  private static final Peer TAB = Call.tcp("203.0.113.30", 43_000, 7);
  private static final Peer LATER_TAB = Call.tcp("203.0.113.30", 43_001, 8);

  /// Of an account whose number its contact does not have. Within dialogs it has `ob` (RFC 5626
  /// §4.3).
  private Sent answeredByABrowser() {
    bench.registrar.dropAll("200");
    bench.bind("200", BROWSER, TAB);
    var invite = invited(TAB);
    bench.send(Call.answer(invite, 200, "callee", "Contact: <" + BROWSER + ";ob>\r\n"), TAB);
    bench.wire.closed.add(TAB);
    bench.pass(Duration.ofSeconds(1));
    return bench.wire.one(CALLER);
  }

  @Test
  void browserThatHasReconnected_isFoundByItsContact() {
    var ok = answeredByABrowser();
    bench.bind("200", BROWSER, LATER_TAB);

    bench.send(call.within(ok, "BYE", true), CALLER);

    assertThat(bench.wire.one(LATER_TAB).firstLine()).startsWith("BYE " + BROWSER);
  }

  @Test
  void contactThatAnotherAccountSaysItHasToo_isNobodys() {
    var ok = answeredByABrowser();
    bench.bind("200", BROWSER, LATER_TAB);
    bench.bind("100", BROWSER, Call.udp("198.51.100.66", 6_666));

    bench.send(call.within(ok, "BYE", true), CALLER);

    assertThat(bench.wire.sent).allMatch(one -> one.to().equals(CALLER));
    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 480 ");
  }

  @Test
  void contactThatIsNotRegisteredAnyMore_isNobodys() {
    var ok = answeredByABrowser();
    bench.bind("200", BROWSER, LATER_TAB);
    bench.registrar.dropAll("200");

    bench.send(call.within(ok, "BYE", true), CALLER);

    assertThat(bench.wire.one(CALLER).firstLine()).startsWith("SIP/2.0 480 ");
  }

  @Test
  void requestOfACall_takesAFlowThatIsOpen_whenTheCallsIsGone() {
    bind(NEWER, 1);
    var invite = invited(NEWER);
    String contact = "Contact: <" + CONTACT + ">\r\n";
    bench.send(Call.answer(invite, 200, "callee", contact), NEWER);
    var ok = bench.wire.one(CALLER);
    bench.wire.closed.add(NEWER);

    bench.send(call.within(ok, "BYE", true), CALLER);

    assertThat(bench.wire.one(NEWEST).firstLine()).startsWith("BYE " + CONTACT);
  }
}
