package io.ringfence.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import io.ringfence.edge.uas.Recorded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Several edges and the log between them.
class SharedBindingsTest {

  /// An edge, and what it has told that the others have not heard yet.
  private static final class Edge {

    private final Recorded told = new Recorded();
    private final Registrar registrar;

    Edge(String name) {
      this.registrar = new Registrar(RegistrarLimits.DEFAULT, told, name);
    }
  }

  private static final Peer PEER = new Peer(IpAddress.parse("192.0.2.1"), 5060, Transport.UDP);

  private final Edge a = new Edge("a");
  private final Edge b = new Edge("b");
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  private void register(Edge edge, String callId, int cseq, String contact) {
    String message =
        """
        REGISTER sip:x SIP/2.0
        Via: SIP/2.0/UDP a
        From: <sip:100@x>;tag=1
        To: <sip:100@x>
        Call-ID: %s
        CSeq: %d REGISTER
        Contact: %s

        """
            .formatted(callId, cseq, contact);
    var parsed = new SipParser(SipLimits.DEFAULT).parse(message.getBytes(StandardCharsets.UTF_8));
    var outcome = edge.registrar.register("100", ((Parsed.Request) parsed).request(), PEER, now);
    assertThat(outcome).isInstanceOf(RegisterOutcome.Done.class);
  }

  private void hear(Edge listener, Edge teller) {
    teller.told.set.forEach(binding -> listener.registrar.follow(binding, now));
    teller.told.set.clear();
    teller.told.removed.forEach(
        binding ->
            listener.registrar.followRemoval("100", binding.id(), binding.registeredAt(), now));
    teller.told.removed.clear();
  }

  private List<String> edges(Edge edge) {
    return edge.registrar.bindings("100", now).stream().map(Binding::edge).toList();
  }

  @Test
  void eachEdgeKnowsAllBindings() {
    register(a, "one", 1, "<sip:phone@a>;q=0.5");
    register(b, "two", 1, "<sip:phone@b>");
    hear(a, b);
    hear(b, a);

    assertThat(edges(a)).containsExactlyInAnyOrder("a", "b");
    assertThat(edges(b)).containsExactlyInAnyOrder("a", "b");
    assertThat(a.registrar.isReachedFrom("100", PEER.address(), now)).isTrue();
  }

  @Test
  void newerRegisterAtAnotherEdge_takesTheContactOver_whateverTheClocksSay() {
    register(a, "one", 1, "<sip:phone@x>");
    now = now.minusSeconds(2);
    hear(b, a);

    register(b, "one", 2, "<sip:phone@x>");
    assertThat(edges(b)).containsExactly("b");
    hear(a, b);

    assertThat(edges(a)).containsExactly("b");
    now = now.plusSeconds(1);
    register(a, "other", 1, "<sip:phone@x>");
    hear(b, a);
    assertThat(edges(b)).containsExactly("a");
  }

  @Test
  void unbindingAtAnotherEdge_unbinds_andAnOlderRecordThatComesLaterDoesNotBindAgain() {
    register(a, "one", 1, "<sip:phone@x>");
    var older = a.told.set.getFirst();
    hear(b, a);
    now = now.plusSeconds(1);

    register(b, "one", 2, "<sip:phone@x>;expires=0");
    hear(a, b);
    assertThat(edges(a)).isEmpty();

    b.registrar.follow(older, now);
    assertThat(edges(b)).isEmpty();
    now = now.plusSeconds(30);
    a.registrar.sweep(now);
    b.registrar.sweep(now);
    assertThat(b.told.removed).hasSize(1);
    assertThat(a.told.removed).isEmpty();
    assertThat(a.registrar.size() + b.registrar.size()).isZero();
  }

  @Test
  void ownBindingThatTheLogHasLost_isToldAgain() {
    register(a, "one", 1, "<sip:phone@x>");
    var older = a.told.set.removeFirst();
    register(b, "one", 2, "<sip:phone@x>");
    b.told.set.clear();

    b.registrar.follow(older, now);
    b.registrar.sweep(now);

    assertThat(edges(b)).containsExactly("b");
    assertThat(b.told.set).singleElement().extracting(Binding::cseq).isEqualTo(2L);
    b.registrar.sweep(now);
    assertThat(b.told.set).hasSize(1);
  }

  @Test
  void lateEndOfAnOlderBinding_endsNotTheNewerOne() {
    register(a, "one", 1, "<sip:phone@x>;expires=60");
    hear(b, a);
    now = now.plusSeconds(90);
    a.registrar.sweep(now);
    register(b, "one", 2, "<sip:phone@x>");
    b.told.set.clear();

    hear(b, a);

    assertThat(edges(b)).containsExactly("b");
    b.registrar.sweep(now);
    assertThat(b.told.set).hasSize(1);
  }

  @Test
  void passwordChange_dropsEverywhere_andTheOwnerTells() {
    register(a, "one", 1, "<sip:phone@x>");
    hear(b, a);

    a.registrar.dropBefore("100", now.plusSeconds(1));
    b.registrar.dropBefore("100", now.plusSeconds(1));

    assertThat(a.told.removed).hasSize(1);
    assertThat(b.told.removed).isEmpty();
    assertThat(edges(a)).isEmpty();
    assertThat(edges(b)).isEmpty();
  }

  @Test
  void restartedEdge_readsItsOwnBack_andSaysWhatIsOver() {
    register(a, "one", 1, "<sip:phone@x>");
    register(a, "one", 1, "<sip:other@x>;expires=60");
    var restarted = new Edge("a");
    now = now.plusSeconds(120);

    hear(restarted, a);

    assertThat(edges(restarted)).containsExactly("a");
    assertThat(restarted.told.removed)
        .singleElement()
        .extracting(Binding::contact)
        .isEqualTo("sip:other@x");
  }

  @Test
  void bindingsOfAnEdgeThatIsGone_areEndedByOthers_afterADay() {
    register(a, "one", 1, "<sip:phone@x>;expires=60");
    var left = a.told.set.getFirst();

    b.registrar.follow(left, now.plus(Duration.ofHours(23)));
    assertThat(b.told.removed).isEmpty();
    b.registrar.follow(left, now.plus(Duration.ofHours(25)));

    assertThat(b.told.removed).containsExactly(left);
  }

  @Test
  void bindingsOfOthersAreBounded() {
    var limits = RegistrarLimits.DEFAULT;
    var small =
        new Registrar(
            new RegistrarLimits(
                10,
                1,
                512,
                1_024,
                limits.minExpires(),
                limits.maxExpires(),
                limits.defaultExpires(),
                limits.flowTimer()),
            new Recorded(),
            "small");
    register(a, "one", 1, "<sip:phone@x>");
    register(a, "one", 1, "<sip:other@x>");

    a.told.set.forEach(binding -> small.follow(binding, now));

    assertThat(small.size()).isOne();
    assertThat(small.passedOver()).isOne();
  }

  /// Three edges with clocks of their own; every record reaches every edge, in one order of the
  /// log, late. In the end all edges, and whoever reads the log then, know the same.
  @Test
  void edgesAgreeInTheEnd() {
    long seed = Long.getLong("ringfence.test.seed", 20_260_102L);
    for (int run = 0; run < 300; run++) {
      agree(seed + run);
    }
  }

  private void agree(long seed) {
    var random = new SplittableRandom(seed);
    var edges = List.of(new Edge("a"), new Edge("b"), new Edge("c"));
    var log = new ArrayList<Binding>();
    int[] heard = new int[edges.size()];
    int cseq = 0;
    for (int step = 0; step < 40; step++) {
      var edge = edges.get(random.nextInt(3));
      now = now.plusMillis(random.nextInt(-1_500, 3_000));
      if (random.nextInt(3) > 0) {
        String expires = random.nextInt(4) == 0 ? ";expires=0" : "";
        tryToRegister(edge, ++cseq, "<sip:phone@x>" + expires);
      }
      publish(edges, log, random);
      int listener = random.nextInt(3);
      heard[listener] = catchUp(edges.get(listener), log, heard[listener]);
    }
    for (int round = 0; round < 4; round++) {
      edges.forEach(edge -> drain(edge, log));
      for (int i = 0; i < 3; i++) {
        heard[i] = catchUp(edges.get(i), log, heard[i]);
      }
      edges.forEach(edge -> edge.registrar.sweep(now));
    }
    var late = new Edge("late");
    log.reversed().stream().limit(1).forEach(last -> late.registrar.follow(last, now));
    for (Edge edge : edges) {
      assertThat(edges(edge)).as("seed %d", seed).isEqualTo(edges(late));
    }
  }

  private void tryToRegister(Edge edge, int cseq, String contact) {
    register(edge, "one", cseq, contact);
  }

  private static void publish(List<Edge> edges, List<Binding> log, SplittableRandom random) {
    if (random.nextBoolean()) {
      drain(edges.get(random.nextInt(3)), log);
    }
  }

  private static void drain(Edge edge, List<Binding> log) {
    log.addAll(edge.told.set);
    edge.told.set.clear();
  }

  private int catchUp(Edge edge, List<Binding> log, int from) {
    for (Binding told : log.subList(from, log.size())) {
      edge.registrar.follow(told, now);
    }
    return log.size();
  }
}
