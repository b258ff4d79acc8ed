package io.ringfence.admin.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.admin.Blocked;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.EnforcementReport.Applied;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private static final String KERNEL = "firewall-service";

  private final BlockDecision block = Blocked.until(null, "192.0.2.1", Service.SIP);
  private final Instant decided = block.decidedAt();
  private final Instant later = decided.plusSeconds(60);

  @Test
  void knowsSinceWhenABlockIsHeld_fromTheReportThatNamesIt() {
    var holding = new Holding(report(KERNEL, "nftables", decided.minusSeconds(9), 0));
    var applied = new Applied(block.blockId(), BlockState.ACTIVE, decided.plusMillis(3));
    holding.take(report(KERNEL, "nftables", decided.plusMillis(9), 1, applied));
    holding.take(report(KERNEL, "nftables", later, 1));

    var held = holding.held(block, 1, later);

    assertThat(held.state()).isEqualTo(Holding.State.HELD);
    assertThat(held.since()).isEqualTo(decided.plusMillis(3));
    assertThat(Coverage.of(holding, List.of(block), later))
        .extracting(Coverage::decided, Coverage::held, Coverage::missing, Coverage::unknown)
        .containsExactly(1, 1, 0, 0);
  }

  @Test
  void misses_whatReportsAfterTheDecisionDoNotName_andWhatWasLetGo() {
    var holding = new Holding(report(KERNEL, "nftables", decided.minusSeconds(9), 0));
    holding.take(report(KERNEL, "nftables", decided.plusSeconds(1), 0));
    assertThat(holding.held(block, 1, decided.plusSeconds(1)).state())
        .isEqualTo(Holding.State.UNKNOWN);

    holding.take(report(KERNEL, "nftables", decided.plusSeconds(6), 0));
    assertThat(holding.held(block, 1, later).state()).isEqualTo(Holding.State.MISSING);
    var lacking = Coverage.of(holding, List.of(block), later).lacking();
    assertThat(lacking).singleElement().extracting("target").isEqualTo("192.0.2.1");

    var released = new Applied(block.blockId(), BlockState.RELEASED, later);
    holding.take(report(KERNEL, "nftables", later, 0, released));
    assertThat(holding.held(block, 1, later).why()).contains("let go");
  }

  @Test
  void countsWhatIsOlderThanTheFirstReport() {
    var complete = new Holding(report(KERNEL, "nftables", later, 7));
    var incomplete = new Holding(report(KERNEL, "nftables", later, 6));

    assertThat(complete.held(block, 7, later).state()).isEqualTo(Holding.State.HELD);
    assertThat(complete.held(block, 7, later).since()).isNull();
    assertThat(incomplete.held(block, 7, later).state()).isEqualTo(Holding.State.UNKNOWN);
  }

  @Test
  void goesByTheNumber_whereAnEnforcerDoesNotNameAllChanges() {
    var holding = new Holding(report("sip-edge", "sip", decided.minusSeconds(9), 0));
    holding.take(report("sip-edge", "sip", later, 1));
    assertThat(holding.held(block, 1, later).state()).isEqualTo(Holding.State.HELD);
    assertThat(holding.held(block, 2, later).state()).isEqualTo(Holding.State.UNKNOWN);
  }

  @Test
  void aDryRunHoldsNothing() {
    var holding = new Holding(report(KERNEL, "dry-run", later, 1));

    assertThat(holding.held(block, 1, later).state()).isEqualTo(Holding.State.MISSING);
  }

  @Test
  void anEnforcerIsToHold_whatIsItsOwn() {
    var account = Blocked.until(null, "192.0.2.1 100", Service.SIP);
    var web = Blocked.until(null, "192.0.2.2", Service.WEB);
    var active = List.of(block, account, web);
    var kernel = new Holding(report(KERNEL, "nftables", later, 2));
    var edge = new Holding(report("sip-edge", "sip", later, 2));

    assertThat(Coverage.of(kernel, active, later).decided()).isEqualTo(2);
    assertThat(Coverage.of(edge, active, later).decided()).isEqualTo(2);
    assertThat(EnforcedBlock.of(account, List.of(kernel, edge), active, later).enforcers())
        .singleElement()
        .extracting(Coverage.At::enforcer)
        .isEqualTo("sip-edge");
  }

  @Test
  void aNodeThatAnAdministratorHasOpened_letsEverythingPass_andAFailureIsToldAsItIs() {
    var open = EnforcementReport.OPENED + " until then";
    assertThat(check(open))
        .extracting(NodeCheck::passes, NodeCheck::why)
        .containsExactly(true, open);
    assertThat(check("no buffer"))
        .extracting(NodeCheck::passes, NodeCheck::why)
        .containsExactly(null, "no buffer");
    assertThat(check(null))
        .extracting(NodeCheck::passes, NodeCheck::why)
        .containsExactly(false, null);
  }

  private NodeCheck check(@Nullable String error) {
    var holding = new Holding(report(KERNEL, later, error));
    return NodeCheck.of(holding, false, List.of(), _ -> false, Map.of(), 0, later);
  }

  private static EnforcementReport report(String enforcer, Instant at, @Nullable String error) {
    return new EnforcementReport(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        at,
        "node",
        enforcer,
        "nftables",
        0,
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        error,
        null);
  }

  private static EnforcementReport report(
      String enforcer, String backend, Instant at, int blocks, Applied... recent) {
    return new EnforcementReport(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        at,
        "node",
        enforcer,
        backend,
        blocks,
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(recent),
        null,
        null);
  }
}
