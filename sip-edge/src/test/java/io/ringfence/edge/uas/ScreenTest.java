package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.edge.admission.Decisions;
import io.ringfence.edge.admission.Neighbourhood;
import io.ringfence.edge.admission.Rules;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {

  private static final SourceRates NO_LIMIT = new SourceRates(0, 1, 1, 1);

  private final Bench bench = new Bench("ringfence.local", "100", "secret");
  private int cseq;

  private String options(String uri, String from, String more) {
    return """
        OPTIONS %s SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK%d
        From: %s;tag=1
        To: <sip:100@ringfence.local>
        Call-ID: one
        CSeq: %d OPTIONS
        %s
        """
        .replace("\n", "\r\n")
        .formatted(uri, ++cseq, from, cseq, more);
  }

  private @Nullable String fromAgent(String agent) {
    return bench.send(
        options("sip:ringfence.local", "<sip:a@b.example>", "User-Agent: " + agent + "\r\n"));
  }

  private List<Reason> reasons() {
    return bench.recorded.attempts.stream().map(AuthenticationAttempt::reason).toList();
  }

  private static Screening screening(Set<String> names, Set<IpAddress> addresses, Refusal every) {
    return new Screening(
        Screening.DEFAULT.scannerAgents(),
        Screening.DEFAULT.scannerNames(),
        names,
        addresses,
        every,
        every,
        every,
        every,
        every,
        every,
        every);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "friendly-scanner",
        "sipvicious",
        "sipcli/v1.8",
        "pplsip",
        "VaxSIPUserAgent/3.1",
        "sundayddr",
        "iWar",
        "SIPScan",
        "smap 0.6.0",
        "sip-scan",
        "Gulp"
      })
  void knownScanner_getsSilence_andIsToldOnce(String agent) {
    assertThat(fromAgent(agent)).isNull();
    assertThat(fromAgent(agent)).isNull();

    assertThat(reasons()).containsExactly(Reason.SCANNER);
    assertThat(bench.recorded.attempts.getFirst().sourceVerified()).isFalse();
    assertThat(bench.recorded.drops).containsOnly(Drop.SCANNER).hasSize(2);
  }

  @Test
  void scannerThatNamesItselfInFrom_isFound() {
    assertThat(bench.send(options("sip:100@192.0.2.99", "\"sipvicious\" <sip:100@1.1.1.1>", "")))
        .isNull();
    assertThat(bench.send(options("sip:sipvicious@192.0.2.99", "<sip:100@1.1.1.1>", ""))).isNull();

    assertThat(reasons()).containsExactly(Reason.SCANNER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Siwar", "Gulp", "Osmap", "Friendly"})
  void peopleWithSuchNames_areHeard(String name) {
    assertThat(
            bench.send(
                options("sip:ringfence.local", "\"" + name + "\" <sip:100@ringfence.local>", "")))
        .startsWith("SIP/2.0 200 ");
  }

  @Test
  void scannerWhoseMessageIsMalformed_getsSilence_too() {
    String agent = "User-Agent: friendly-scanner\r\nContent-Length: x\r\n";

    assertThat(bench.send(options("sip:ringfence.local", "<sip:a@b.example>", agent))).isNull();

    assertThat(reasons()).containsExactly(Reason.SCANNER);
  }

  @Test
  void trustedScanner_isAnswered() {
    bench.admission.rules(
        new Rules(
            Configuration.INITIAL.policy(),
            IpRangeSet.of(List.of(IpRange.of(Bench.PEER.address()))),
            null,
            null));

    assertThat(fromAgent("friendly-scanner")).startsWith("SIP/2.0 200 ");
    assertThat(reasons()).isEmpty();
  }

  @Test
  void requestForAnotherDomain_gets404_andIsToldOnceASecond() {
    for (int i = 0; i < 50; i++) {
      assertThat(bench.send(options("sip:100@elsewhere.example", "<sip:a@b.example>", "")))
          .startsWith("SIP/2.0 404 ");
    }
    bench.now = bench.now.plusSeconds(2);
    bench.server.sweep(bench.now);

    assertThat(bench.recorded.attempts)
        .extracting(AuthenticationAttempt::reason, AuthenticationAttempt::count)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Reason.WRONG_DOMAIN, 1),
            org.assertj.core.groups.Tuple.tuple(Reason.WRONG_DOMAIN, 49));
    assertThat(bench.recorded.attempts.getLast().account())
        .as("what is told of the rest")
        .isEqualTo(bench.recorded.attempts.getFirst().account())
        .isNotEmpty();
  }

  @Test
  void requestWithinADialog_mayNameAnyHost() {
    String bye =
        options("sip:100@elsewhere.example", "<sip:a@b.example>", "")
            .replace("To: <sip:100@ringfence.local>", "To: <sip:100@ringfence.local>;tag=2");

    bench.send(bye);

    assertThat(reasons()).isEmpty();
  }

  @Test
  void everyAddressIsOurs_unlessTheyAreListed() {
    String byAddress = "sip:198.51.100.1";
    String byIpv6 = "sip:[2001:DB8:0::1]";
    assertThat(bench.send(options(byAddress, "<sip:a@b.example>", ""))).contains(" 200 ");

    var listed =
        new Bench(
            "ringfence.local",
            screening(
                Set.of("edge.example"),
                Set.of(IpAddress.parse("2001:db8::1")),
                new Refusal.Silence()),
            NO_LIMIT);

    assertThat(listed.send(options(byAddress, "<sip:a@b.example>", ""))).isNull();
    assertThat(listed.send(options(byIpv6, "<sip:a@b.example>", ""))).contains(" 200 ");
    assertThat(listed.send(options("sip:edge.example", "<sip:a@b.example>", ""))).contains(" 200 ");
    assertThat(listed.recorded.drops).containsExactly(Drop.WRONG_DOMAIN);
  }

  @Test
  void whatIsRefused_getsWhatIsSet() {
    var answering =
        new Bench(
            "ringfence.local",
            screening(Set.of(), Set.of(), new Refusal.Answer(Status.METHOD_NOT_ALLOWED)),
            NO_LIMIT);
    String scanner = options("sip:ringfence.local", "<sip:a@b.example>", "User-Agent: sipcli\r\n");

    assertThat(answering.send(scanner)).startsWith("SIP/2.0 405 ");
    assertThat(answering.send(options("sip:x.example", "<sip:a@b.example>", "")))
        .startsWith("SIP/2.0 405 ");
    answering.admission.rules(
        new Rules(Configuration.INITIAL.policy(), IpRangeSet.EMPTY, IpRangeSet.EMPTY, null));
    assertThat(answering.send(options("sip:ringfence.local", "<sip:a@b.example>", "")))
        .startsWith("SIP/2.0 405 ");
    assertThat(answering.recorded.drops).isEmpty();
  }

  /// Whatever else keeps the server from answering.
  @Test
  void sourceOutsideTheGroup_getsNothing_whenThatIsSet() {
    var silent =
        new Bench(
            "ringfence.local", screening(Set.of(), Set.of(), new Refusal.Silence()), NO_LIMIT);
    silent.admission.rules(
        new Rules(Configuration.INITIAL.policy(), IpRangeSet.EMPTY, IpRangeSet.EMPTY, null));
    byte[] stun = HexFormat.of().parseHex("000100002112a442" + "0102030405060708090a0b0c");

    assertThat(silent.send(stun, Bench.PEER)).as("STUN").isNull();
    silent.intake.behind(true);
    assertThat(silent.send(options("sip:ringfence.local", "<sip:a@b.example>", ""))).isNull();
    silent.isReady = false;
    assertThat(silent.send(options("sip:ringfence.local", "<sip:a@b.example>", ""))).isNull();
    assertThat(silent.recorded.drops)
        .containsExactly(Drop.NOT_SIP, Drop.NOT_PERMITTED, Drop.NOT_PERMITTED);

    silent.trust(Bench.PEER);
    assertThat(silent.send(stun, Bench.PEER)).isNotNull();
    assertThat(silent.send(options("sip:ringfence.local", "<sip:a@b.example>", "")))
        .startsWith("SIP/2.0 503 ");
  }

  @Test
  void flood_isDroppedBeforeItIsRead_andTold() {
    var limited = new Bench("ringfence.local", Screening.DEFAULT, new SourceRates(10, 5, 64, 1));
    int answers = 0;
    for (int i = 0; i < 30; i++) {
      answers +=
          limited.send(options("sip:ringfence.local", "<sip:a@b.example>", "")) == null ? 0 : 1;
    }
    limited.server.sweep(limited.now);

    assertThat(answers).isEqualTo(5);
    assertThat(limited.recorded.drops).containsOnly(Drop.RATE).hasSize(25);
    assertThat(limited.recorded.attempts)
        .extracting(AuthenticationAttempt::reason, AuthenticationAttempt::count)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Reason.FLOOD, 25));
  }

  @Test
  void trustedSource_hasNoRate() {
    var limited = new Bench("ringfence.local", Screening.DEFAULT, new SourceRates(10, 5, 64, 1));
    limited.admission.rules(
        new Rules(
            Configuration.INITIAL.policy(),
            IpRangeSet.of(List.of(IpRange.of(Bench.PEER.address()))),
            null,
            null));
    for (int i = 0; i < 30; i++) {
      assertThat(limited.send(options("sip:ringfence.local", "<sip:a@b.example>", "")))
          .startsWith("SIP/2.0 200 ");
    }
  }

  private static Bench answering(Status status, SourceRates rates) {
    var all = screening(Set.of(), Set.of(), new Refusal.Answer(status));
    return new Bench("ringfence.local", all, rates, "100", "secret");
  }

  @Test
  void blockedSource_getsTheAnswerThatIsSet_forRequestsOnly() {
    var told = answering(Status.FORBIDDEN, NO_LIMIT);
    var target = new BlockTarget.Ip(Bench.PEER.address());
    told.blocks.apply(
        target, Decisions.block(target, Origin.OPERATOR, new UUID(1, 1), told.now, null), told.now);
    String request = options("sip:ringfence.local", "<sip:a@b.example>", "");

    assertThat(told.send(request)).startsWith("SIP/2.0 403 ");
    assertThat(told.send(request.replace("OPTIONS", "ACK"))).isNull();
    assertThat(told.send("SIP/2.0 200 OK\r\n\r\n")).isNull();
    assertThat(told.send("nonsense")).isNull();
    assertThat(told.recorded.attempts).isEmpty();
    assertThat(told.recorded.drops).containsOnly(Drop.BLOCKED).hasSize(4);
  }

  @Test
  void sourceOverItsRate_getsTheAnswerThatIsSet() {
    var told = answering(Status.SERVICE_UNAVAILABLE, new SourceRates(1, 2, 100, 1));
    String request = options("sip:ringfence.local", "<sip:100@ringfence.local>", "");

    assertThat(told.send(request)).startsWith("SIP/2.0 200 ");
    assertThat(told.send(request)).startsWith("SIP/2.0 200 ");
    assertThat(told.send(request)).startsWith("SIP/2.0 503 ");
    assertThat(told.recorded.drops).containsOnly(Drop.RATE).hasSize(1);
  }

  @Test
  void answersToWhoIsNotListenedTo_areFew_andCountedAndShown() {
    var told = answering(Status.SERVICE_UNAVAILABLE, new SourceRates(1, 2, 100, 1));
    told.server.captureBy(told.recorded);
    int answers = 0;
    for (int i = 0; i < 100; i++) {
      var answer = told.send(options("sip:ringfence.local", "<sip:a@b.example>", ""));
      answers += answer != null && answer.startsWith("SIP/2.0 503 ") ? 1 : 0;
    }

    assertThat(answers).isEqualTo(10);
    assertThat(told.recorded.results).filteredOn(Result.REFUSED::equals).hasSize(10);
    assertThat(told.recorded.shown).filteredOn(line -> line.contains(" 503 ")).hasSize(10);
    assertThat(told.recorded.shown).filteredOn(line -> line.startsWith("OPTIONS ")).hasSize(12);
  }

  @Test
  void answersToManySources_areBoundedInAll() {
    var told = answering(Status.SERVICE_UNAVAILABLE, new SourceRates(1, 1, 100_000, 1));
    int answers = 0;
    for (int i = 0; i < 2_000; i++) {
      var forged = new Peer(IpAddress.ofV4(0x0a000000 + i), 5060, Transport.UDP);
      String request = options("sip:ringfence.local", "<sip:a@b.example>", "");
      told.send(request, forged);
      var answer = told.send(request, forged);
      answers += answer == null ? 0 : 1;
    }

    assertThat(answers).isEqualTo(500);
  }

  @Test
  void whatGoesOn_isNotRefused_whenItsSourceIsOverItsRate() throws Exception {
    var told = answering(Status.SERVICE_UNAVAILABLE, new SourceRates(1, 2, 100, 1));
    told.bind(
        "100", "sip:100@10.1.1.1:5062", new Peer(IpAddress.parse("203.0.113.9"), 5, Transport.UDP));
    told.trust(Bench.PEER);
    String invite =
        options("sip:100@ringfence.local", "<sip:a@b.example>", "").replace("OPTIONS", "INVITE");
    told.send(invite);
    assertThat(told.wire.sent).isNotEmpty();
    told.wire.sent.clear();
    told.admission.rules(new Rules(Configuration.INITIAL.policy(), IpRangeSet.EMPTY, null, null));
    String fresh = options("sip:ringfence.local", "<sip:a@b.example>", "");
    told.send(fresh);
    told.send(fresh);

    assertThat(told.send(invite)).as("a repetition").isNull();
    assertThat(told.send(invite.replace("INVITE", "CANCEL"))).isNull();
    String within =
        fresh.replace("To: <sip:100@ringfence.local>", "To: <sip:100@ringfence.local>;tag=2");
    assertThat(told.send(within)).isNull();
    assertThat(told.send(fresh)).as("a new one").startsWith("SIP/2.0 503 ");
    assertThat(told.wire.sent).isEmpty();
  }

  @Test
  void sourceWithoutGuessesLeft_getsSilence_whateverIsSet() {
    var told = answering(Status.FORBIDDEN, NO_LIMIT);
    var policy = told.admission.policy();
    for (int i = 0; i < policy.attempts(); i++) {
      told.fuse.failed(
          Bench.PEER.address(), "100", Neighbourhood.ALONE, policy, told.now.toEpochMilli());
    }

    assertThat(told.send(options("sip:ringfence.local", "<sip:a@b.example>", ""))).isNull();
  }

  @Test
  void networkOfAnIpv6Source_hasOneFuse() {
    assertThat(bench.fuse.size()).isZero();
    var policy = bench.admission.policy();
    for (int i = 0; i < policy.attempts(); i++) {
      bench.fuse.failed(
          IpAddress.parse("2001:db8::" + i),
          "100",
          Neighbourhood.ALONE,
          policy,
          bench.now.toEpochMilli());
    }
    var other = new Peer(IpAddress.parse("2001:db8::ffff"), 5060, Transport.UDP);
    var next = new Peer(IpAddress.parse("2001:db8:0:1::1"), 5060, Transport.UDP);

    assertThat(bench.server.door().hears(other, bench.now)).isFalse();
    assertThat(bench.server.door().hears(next, bench.now)).isTrue();
  }
}
