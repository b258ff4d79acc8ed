package io.ringfence.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.uas.Recorded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrarTest {

  private static final Peer PEER = new Peer(IpAddress.parse("192.0.2.1"), 5060, Transport.UDP);

  private final Recorded changes = new Recorded();
  private final Registrar registrar = new Registrar(RegistrarLimits.DEFAULT, changes, "edge");
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private int cseq;

  private RegisterOutcome register(String headers) {
    return register(++cseq, headers);
  }

  private RegisterOutcome register(int number, String headers) {
    return registrar.register("100", request(number, headers), PEER, now);
  }

  private static SipRequest request(int number, String headers) {
    String message =
        """
        REGISTER sip:x SIP/2.0
        Via: SIP/2.0/UDP a
        From: <sip:100@x>;tag=1
        To: <sip:100@x>
        Call-ID: one
        CSeq: %d REGISTER
        %s

        """
            .formatted(number, headers);
    var parsed = new SipParser(SipLimits.DEFAULT).parse(message.getBytes(StandardCharsets.UTF_8));
    return ((Parsed.Request) parsed).request();
  }

  private static Duration left(RegisterOutcome outcome, Instant now) {
    assertThat(outcome).isInstanceOf(RegisterOutcome.Done.class);
    return Duration.between(
        now, ((RegisterOutcome.Done) outcome).bindings().getFirst().expiresAt());
  }

  @Test
  void takesTheIntervalOfTheContact_thenOfExpires_thenTheDefault() {
    assertThat(left(register("Contact: <sip:a@b>;expires=90\nExpires: 70"), now)).hasSeconds(90);
    assertThat(left(register("Contact: <sip:a@b>\nExpires: 70"), now)).hasSeconds(70);
    assertThat(left(register("Contact: <sip:a@b>\nExpires: soon"), now)).hasSeconds(3600);
    assertThat(left(register("Contact: <sip:a@b>;expires=999999"), now)).hasSeconds(7200);
  }

  @Test
  void refusesABriefInterval_andChangesNothing() {
    assertThat(register("Contact: <sip:a@b>, <sip:c@d>;expires=59"))
        .isEqualTo(new RegisterOutcome.TooBrief(Duration.ofMinutes(1)));
    assertThat(registrar.size()).isZero();
  }

  @Test
  void refusesAnOlderRequest_andRepeatsTheLastOne() {
    register(7, "Contact: <sip:a@b>");
    now = now.plusSeconds(1);

    assertThat(register(6, "Contact: <sip:a@b>")).isInstanceOf(RegisterOutcome.OutOfOrder.class);
    assertThat(left(register(7, "Contact: <sip:a@b>"), now)).hasSeconds(3599);
    assertThat(register(7, "Contact: <sip:a@b>;expires=0"))
        .isInstanceOf(RegisterOutcome.OutOfOrder.class);
    assertThat(changes.set).hasSize(1);
  }

  @Test
  void removesOneAndAll() {
    register("Contact: <sip:a@b>, <sip:c@d>, <sip:e@f>");

    register("Contact: <sip:a@B>;expires=0");
    assertThat(registrar.bindings("100", now)).hasSize(2);

    register("Contact: *\nExpires: 0");
    assertThat(registrar.bindings("100", now)).isEmpty();
    assertThat(changes.set).filteredOn(binding -> !binding.isCurrent(now)).hasSize(3);
    now = now.plusSeconds(30);
    registrar.sweep(now);
    assertThat(changes.removed).hasSize(3);
    assertThat(registrar.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Contact: *",
        "Contact: *\nExpires: 1",
        "Contact: *\nContact: <sip:a@b>\nExpires: 0",
        "Contact: \"open <sip:a@b>",
        "Contact: <sip:a@b>;expires=4294967296"
      })
  void malformedContacts_areRefused(String headers) {
    assertThat(register(headers)).isInstanceOf(RegisterOutcome.Malformed.class);
  }

  @Test
  void boundsTheContactsOfAnAccount() {
    for (int i = 0; i < 10; i++) {
      assertThat(register("Contact: <sip:a" + i + "@b>")).isInstanceOf(RegisterOutcome.Done.class);
    }

    assertThat(register("Contact: <sip:more@b>")).isInstanceOf(RegisterOutcome.TooMany.class);
    assertThat(register("Contact: <sip:a0@b>")).isInstanceOf(RegisterOutcome.Done.class);
  }

  @Test
  void expires_andIsSwept() {
    register("Contact: <sip:a@b>;expires=60");
    now = now.plusSeconds(60);

    assertThat(registrar.bindings("100", now)).isEmpty();
    registrar.sweep(now);
    assertThat(changes.removed).isEmpty();

    now = now.plusSeconds(30);
    registrar.sweep(now);

    assertThat(registrar.size()).isZero();
    assertThat(changes.removed).hasSize(1);
  }

  @Test
  void refreshesAreShared_onlyWhenWhatWasSharedGetsOld() {
    register("Contact: <sip:a@b>;expires=3600");
    for (int second = 0; second < 120; second++) {
      now = now.plusSeconds(1);
      register("Contact: <sip:a@b>;expires=3600");
    }

    assertThat(changes.set).hasSize(3);
    assertThat(registrar.bindings("100", now).getFirst().expiresAt())
        .isEqualTo(now.plusSeconds(3600));
  }

  @Test
  void dropsWhatWasSetBefore() {
    register("Contact: <sip:a@b>");
    now = now.plusSeconds(10);
    register("Contact: <sip:c@d>");

    registrar.dropBefore("100", now);

    assertThat(registrar.bindings("100", now))
        .extracting(Binding::contact)
        .containsExactly("sip:c@d");
  }

  @Test
  void keepsThePreferenceOfContacts() {
    register("Contact: <sip:a@b>;q=0.7, <sip:c@d>;q=1.000, <sip:e@f>;q=0, <sip:g@h>;q=2");

    assertThat(registrar.bindings("100", now))
        .extracting(Binding::q)
        .containsExactly(700, 1_000, 0, 1_000);
  }

  /// RFC 3327 §5.3.
  @Test
  void storesAndReturnsThePath() {
    var outcome =
        register(
            "Supported: gruu, Path\nPath: <sip:p1.x;lr>\nPath: <sip:p2.x;lr>\nContact: <sip:a@b>");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            RegisterOutcome.Done.class,
            done -> {
              assertThat(done.path()).containsExactly("<sip:p1.x;lr>", "<sip:p2.x;lr>");
              assertThat(done.bindings().getFirst().path()).isEqualTo(done.path());
            });
    assertThat(changes.set).hasSize(1);
  }

  @Test
  void refusesAPath_thatThePhoneDoesNotKnow_orThatIsNone_orTooLong() {
    assertThat(register("Path: <sip:p1.x;lr>\nContact: <sip:a@b>"))
        .isInstanceOf(RegisterOutcome.PathNotSupported.class);
    assertThat(register("Supported: path\nPath: p1.x\nContact: <sip:a@b>"))
        .isInstanceOf(RegisterOutcome.Malformed.class);
    assertThat(
            register(
                "Supported: path\nPath: <sip:%s.x;lr>\nContact: <sip:a@b>"
                    .formatted("p".repeat(1_024))))
        .isInstanceOf(RegisterOutcome.Malformed.class);
    assertThat(registrar.size()).isZero();
  }

  private static final String FLOW =
      "Supported: path, outbound\nContact: <sip:%s>;reg-id=%d;+sip.instance=\"<urn:uuid:0>\"";

  /// RFC 5626 §6.
  @Test
  void sameFlow_replacesTheContact_anotherFlowIsAnother() {
    register(FLOW.formatted("100@192.0.2.1:1", 1));
    var outcome = register(FLOW.formatted("100@192.0.2.1:2", 1));
    register(FLOW.formatted("100@192.0.2.1:2", 2));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            RegisterOutcome.Done.class, done -> assertThat(done.flowTimer()).isNotNull());
    assertThat(registrar.bindings("100", now))
        .extracting(Binding::contact, Binding::flow)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sip:100@192.0.2.1:2", new Flow("urn:uuid:0", 1)),
            org.assertj.core.groups.Tuple.tuple("sip:100@192.0.2.1:2", new Flow("urn:uuid:0", 2)));

    register(FLOW.formatted("100@192.0.2.1:9", 2) + ";expires=0");
    assertThat(registrar.bindings("100", now)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Contact: <sip:a@b>;reg-id=1;+sip.instance=\"<urn:uuid:0>\"",
        "Supported: outbound\nContact: <sip:a@b>;reg-id=1",
        "Supported: outbound\nContact: <sip:a@b>;+sip.instance=\"<urn:uuid:0>\"",
        "Supported: outbound\nContact: <sip:a@b>;reg-id=0;+sip.instance=\"<urn:uuid:0>\"",
        "Supported: outbound\nContact: <sip:a@b>;reg-id=x;+sip.instance=\"<urn:uuid:0>\"",
        "Supported: outbound\nContact: <sip:a@b>;reg-id=1;+sip.instance=urn"
      })
  void registersTheContactItself_withoutAFlow(String headers) {
    assertThat(register(headers))
        .isInstanceOfSatisfying(
            RegisterOutcome.Done.class,
            done -> {
              assertThat(done.flowTimer()).isNull();
              assertThat(done.bindings()).extracting(Binding::id).containsExactly("sip:a@b");
            });
  }

  /// RFC 5626 §6: the first hop, if it is not this server, must keep the flow.
  @Test
  void refusesAFlow_thatTheFirstHopDoesNotKeep() {
    String flow = FLOW.formatted("a@b", 1);

    assertThat(register("Via: SIP/2.0/UDP phone\n" + flow))
        .isInstanceOf(RegisterOutcome.FirstHopLacksOutbound.class);
    assertThat(register("Via: SIP/2.0/UDP phone\nPath: <sip:p.x;lr>\n" + flow))
        .isInstanceOf(RegisterOutcome.FirstHopLacksOutbound.class);
    assertThat(register("Via: SIP/2.0/UDP phone\nPath: <sip:p.x;lr;ob>\n" + flow))
        .isInstanceOf(RegisterOutcome.Done.class);
  }

  @Test
  void oneRequestRegistersOneFlow() {
    assertThat(register(FLOW.formatted("a@b", 1) + ", <sip:c@d>"))
        .isInstanceOf(RegisterOutcome.Malformed.class);
    assertThat(register(FLOW.formatted("a@b", 1) + ", <sip:c@d>;expires=0"))
        .isInstanceOf(RegisterOutcome.Done.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whoever tells others of a change, and be it for long, keeps nobody from looking.
  @Test
  void looksWaitForNoChange() throws Exception {
    register("Contact: <sip:a@b>");
    var isTelling = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    var slow =
        new Registrar(
            RegistrarLimits.DEFAULT,
            new Bindings() {
              @Override
              public void set(Binding binding) {
                isTelling.countDown();
                await(mayGoOn);
              }

              @Override
              public void removed(Binding binding) {}
            },
            "edge");
    slow.follow(registrar.bindings("100", now).getFirst(), now);
    var changing =
        Thread.ofPlatform()
            .start(() -> slow.register("100", request(9, "Contact: <sip:c@d>"), PEER, now));
    try {
      isTelling.await();

      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            assertThat(slow.bindings("100", now)).isNotEmpty();
            assertThat(slow.isReachedFrom("100", PEER.address(), now)).isTrue();
            assertThat(slow.size()).isPositive();
            slow.sweep(now);
          });
    } finally {
      mayGoOn.countDown();
      changing.join();
    }
  }
}
