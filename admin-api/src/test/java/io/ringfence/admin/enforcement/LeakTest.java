package io.ringfence.admin.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.admin.Blocked;
import io.ringfence.admin.bus.FailingKafka;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeakTest {
  /// Looks are every 5 seconds of the clock.
  private final Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 5 * 5);

  private final BlockDecision block = block("203.0.113.7");
  private final List<BlockDecision> active = new ArrayList<>(List.of(block));
  private final Leak leak = new Leak();
  private Holding kernel = new Holding(kernel(0, "nftables", 0, null, block));
  private final List<Leak.Found> found = new ArrayList<>();

  @Test
  void packetsOfABlockThatTheKernelHolds_areALeak_onceForAnEpisode() {
    for (int second = 0; second <= 60; second += 5) {
      reported(second, 10L * second);
    }
    assertThat(isOpen(60)).isTrue();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().where()).isEqualTo(new Leak.Where.ToEdge(block));
    assertThat(found.getFirst().packets()).isEqualTo(150);

    for (int second = 65; second <= 100; second += 5) {
      reported(second, 600);
    }
    assertThat(isOpen(100)).isFalse();
    for (int second = 105; second <= 130; second += 5) {
      reported(second, 600 + second);
    }
    assertThat(isOpen(130)).isTrue();
    assertThat(found).hasSize(2);
  }

  @Test
  void anEpisodeEnds_alsoWhenTheEdgeReportsNoMore() {
    for (int second = 0; second <= 60; second += 5) {
      reported(second, 10L * second);
    }

    assertThat(isOpen(89)).isTrue();
    assertThat(isOpen(90)).isFalse();
    for (int second = 300; second <= 330; second += 5) {
      reported(second, 10L * second);
    }
    assertThat(found).hasSize(2);
  }

  @Test
  void administratorsHearOfOneEpisodeAnHour() {
    for (int episode = 0; episode < 4; episode++) {
      int begin = episode * 1_500;
      for (int second = begin; second <= begin + 100; second += 5) {
        reported(second, 10L * Math.min(second, begin + 60));
      }
    }

    assertThat(found).extracting(Leak.Found::news).containsExactly(true, false, false, true);
  }

  @Test
  void whatWasOnItsWay_orComesOnceInAWhile_isNone() {
    reported(0, 5_000);
    reported(5, 9_000);
    for (int second = 10; second <= 300; second += 5) {
      reported(second, 9_000 + second / 60);
    }
    assertThat(found).isEmpty();
    assertThat(isOpen(300)).isFalse();
  }

  @Test
  void aKernelThatEnforcesNothing_hasFailed_orWasMended_isNoWitness() {
    for (int second = 0; second <= 60; second += 5) {
      kernel.take(kernel(second, "dry-run", 0, null, block));
      take(second, 10L * second);
    }
    for (int second = 65; second <= 120; second += 5) {
      kernel.take(kernel(second, "nftables", 0, "open for maintenance", block));
      take(second, 10L * second);
    }
    for (int second = 125; second <= 180; second += 5) {
      kernel.take(kernel(second, "nftables", second, null, block));
      take(second, 10L * second);
    }
    for (int second = 215; second <= 260; second += 5) {
      take(second, 10L * second);
    }
    assertThat(found).isEmpty();
  }

  @Test
  void aNodeWithoutAKernelsReport_isNone() {
    for (int second = 0; second <= 60; second += 5) {
      assertThat(leak.take(edge(second, 10L * second), null, () -> active)).isNull();
    }
    assertThat(isOpen(60)).isFalse();
  }

  @Test
  void aBlockThatTheKernelDoesNotHold_orThatIsOver_isNoEvidence() {
    var other = block("203.0.113.8");
    active.add(other);
    kernel = new Holding(kernel(0, "nftables", 0, null, other));
    for (int second = 0; second <= 60; second += 5) {
      reported(second, 10L * second);
    }
    assertThat(found).isEmpty();

    kernel = new Holding(kernel(60, "nftables", 0, null, block));
    active.remove(block);
    for (int second = 65; second <= 120; second += 5) {
      reported(second, 10L * second);
    }
    assertThat(found).isEmpty();
  }

  @Test
  void aBlockThatIsNamedInNoReport_isHeldWhenAsManyAsDecidedAre() {
    kernel = new Holding(kernel(0, "nftables", 0, null, null));
    for (int second = 0; second <= 60; second += 5) {
      kernel.take(kernel(second, "nftables", 0, null, null));
      take(second, 10L * second);
    }
    assertThat(found).hasSize(1);
  }

  @Test
  void anEdgeThatBeginsAnew_isNoEvidence() {
    for (int second = 0; second <= 120; second += 5) {
      reported(second, second % 10);
    }
    assertThat(found).isEmpty();
  }

  @Test
  void whoBeganToLookLater_findsTheSame_andItIsTheSameAlert() {
    var late = new Leak();
    var alerts = new ArrayList<>();
    for (int second = 0; second <= 120; second += 5) {
      var edge = edge(second, second < 60 ? 0 : second);
      kernel.take(kernel(second, "nftables", 0, null, block));
      var first = leak.take(edge, kernel, () -> active);
      var other = second < 20 ? null : late.take(edge, kernel, () -> active);
      for (var one : new Leak.Found[] {first, other}) {
        if (one != null) {
          alerts.add(LeakAlerts.alert(edge, one));
        }
      }
    }
    assertThat(alerts).hasSize(2);
    assertThat(alerts.getFirst()).isEqualTo(alerts.getLast());
  }

  @Test
  void theAlertNamesTheNode_andASource() {
    var edge = edge(30, 100);
    var alert = LeakAlerts.alert(edge, new Leak.Found(new Leak.Where.ToEdge(block), 120, true));

    assertThat(alert.kind()).isEqualTo(Kind.FIREWALL_LEAK);
    assertThat(alert.subject()).isEqualTo("node");
    assertThat(alert.occurredAt()).isEqualTo(edge.occurredAt());
    assertThat(alert.reason()).contains("120 packets", "203.0.113.7");
  }

  @Test
  void anAlertIsSent_onceKafkaIsThere() {
    var kafka = new FailingKafka(2);
    var alerts = new LeakAlerts(kafka);
    var edge = edge(30, 100);
    var episode = new Leak.Found(new Leak.Where.ToEdge(block), 120, true);

    alerts.raise(edge, episode);

    await().atMost(Duration.ofSeconds(20)).until(() -> !kafka.taken().isEmpty());
    assertThat(kafka.taken())
        .extracting(bytes -> Json.read(bytes, SecurityAlert.class))
        .containsExactly(LeakAlerts.alert(edge, episode));
    alerts.stop();
  }

  private boolean isOpen(int second) {
    return leak.isOpen(start.plusSeconds(second));
  }

  private void reported(int second, long packets) {
    kernel.take(kernel(second, "nftables", 0, null, null));
    take(second, packets);
  }

  private void take(int second, long packets) {
    var episode = leak.take(edge(second, packets), kernel, () -> active);
    if (episode != null) {
      found.add(episode);
    }
  }

  private EnforcementReport edge(int second, long packets) {
    return report(second, "sip-edge", "sip", 0, null, List.of())
        .withDrops(List.of(new Dropped(block.blockId(), packets)));
  }

  private EnforcementReport kernel(
      int second,
      String backend,
      long repairs,
      @Nullable String error,
      @Nullable BlockDecision named) {
    var recent =
        named == null
            ? List.<Applied>of()
            : List.of(new Applied(named.blockId(), BlockState.ACTIVE, start));
    return report(second, "firewall-service", backend, repairs, error, recent);
  }

  private EnforcementReport report(
      int second,
      String enforcer,
      String backend,
      long repairs,
      @Nullable String error,
      List<Applied> recent) {
    return Reported.by(
        start.plusSeconds(second), "node", enforcer, backend, repairs, error, Map.of(), recent);
  }

  private static BlockDecision block(String target) {
    return Blocked.until(null, target, Service.SIP);
  }
}
