package io.ringfence.admin.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.admin.Blocked;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The kernel's own witness of a leak: a node need not have a sip-edge.
class PassedTest {

  /// Looks are every 5 seconds of the clock.
  private final Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 5 * 5);

  private final Leak leak = new Leak();
  private final List<Leak.Found> found = new ArrayList<>();

  @Test
  void whatComesThroughAtThreeLooksInARow_isALeak_onceForAnEpisode() {
    counted(0, 1_000);
    counted(5, 1_010);
    counted(10, 1_020);
    assertThat(isOpen(10)).isFalse();
    counted(15, 1_030);

    assertThat(isOpen(15)).isTrue();
    assertThat(found).containsExactly(new Leak.Found(new Leak.Where.ToService("sip"), 30, true));
    for (int second = 20; second <= 60; second += 5) {
      counted(second, 1_030 + second);
    }
    assertThat(found).hasSize(1);
    assertThat(isOpen(89)).isTrue();
    assertThat(isOpen(90)).isFalse();
  }

  @Test
  void aHandful_afterABlockCame_isNone() {
    counted(0, 0);
    counted(5, 40);
    counted(10, 43);
    for (int second = 15; second <= 120; second += 5) {
      counted(second, 43 + second / 60);
    }
    assertThat(found).isEmpty();
  }

  @Test
  void aCounterThatBeginsAnewOrShrinks_saysNothing() {
    for (int second = 0; second <= 120; second += 5) {
      counted(second, second % 15 == 0 ? 0 : second);
    }
    for (int second = 125; second <= 200; second += 5) {
      counted(second, 1_000 - second);
    }
    assertThat(found).isEmpty();
  }

  @Test
  void aCounterThatIsNewInTheReports_hasNotGrown() {
    take(0, "nftables", null, Map.of());
    counted(5, 500);
    counted(10, 510);
    counted(15, 520);
    assertThat(found).isEmpty();
    counted(20, 530);
    assertThat(found).extracting(Leak.Found::packets).containsExactly(30L);
  }

  @Test
  void whatPassesWhileTheNodeIsOpen_orRunsDry_isNone() {
    String open = EnforcementReport.OPENED + " until later";
    for (int second = 0; second <= 60; second += 5) {
      take(second, "nftables", open, Map.of("sip", 10L * second));
    }
    for (int second = 65; second <= 120; second += 5) {
      take(second, "dry-run", null, Map.of("sip", 10L * second));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void itIsEvidence_alsoWhileATransactionFails() {
    for (int second = 0; second <= 15; second += 5) {
      take(second, "nftables", "no room", Map.of("sip", 10L * second));
    }
    assertThat(found).hasSize(1);
  }

  @Test
  void reportsOfTheSameLook_areOne() {
    for (int second = 0; second < 10; second++) {
      counted(second, second);
    }
    assertThat(found).isEmpty();
  }

  @Test
  void theServiceThatIsBelieved_isNamed() {
    for (int second = 0; second <= 15; second += 5) {
      long web = second < 15 ? 0 : 5_000;
      take(second, "nftables", null, Map.of("sip", 2L * second, "web", web, "crm", 7L));
    }
    assertThat(found).containsExactly(new Leak.Found(new Leak.Where.ToService("sip"), 30, true));
  }

  @Test
  void theEpisodeIsTheSame_asTheEdgeSees() {
    var block = Blocked.until(null, "203.0.113.7", Service.SIP);
    var named = new EnforcementReport.Applied(block.blockId(), BlockState.ACTIVE, start);
    for (int second = 0; second <= 60; second += 5) {
      var kernel =
          report(
              second,
              "firewall-service",
              "nftables",
              null,
              Map.of("sip", 10L * second),
              List.of(named));
      counted(second, 10L * second);
      var edge =
          report(second, "sip-edge", "sip", null, Map.of(), List.of())
              .withDrops(List.of(new Dropped(block.blockId(), second)));
      var episode = leak.take(edge, new Holding(kernel), () -> List.of(block));
      assertThat(episode).isNull();
    }
    assertThat(found).hasSize(1);
  }

  @Test
  void theAlertNamesTheService_andWhereToLook() {
    var report = report(30, "firewall-service", "nftables", null, Map.of(), List.of());

    var alert =
        LeakAlerts.alert(report, new Leak.Found(new Leak.Where.ToService("web"), 120, true));

    assertThat(alert.kind()).isEqualTo(Kind.FIREWALL_LEAK);
    assertThat(alert.subject()).isEqualTo("node");
    assertThat(alert.reason()).contains("120 packets", "service web", "NodePort");
  }

  private boolean isOpen(int second) {
    return leak.isOpen(start.plusSeconds(second));
  }

  private void counted(int second, long packets) {
    take(second, "nftables", null, Map.of("sip", packets, "web", 0L));
  }

  private void take(int second, String backend, @Nullable String error, Map<String, Long> passed) {
    var episode = leak.take(report(second, "firewall-service", backend, error, passed, List.of()));
    if (episode != null) {
      found.add(episode);
    }
  }

  private EnforcementReport report(
      int second,
      String enforcer,
      String backend,
      @Nullable String error,
      Map<String, Long> passed,
      List<EnforcementReport.Applied> recent) {
    return Reported.by(
        start.plusSeconds(second), "node", enforcer, backend, 0, error, passed, recent);
  }
}
