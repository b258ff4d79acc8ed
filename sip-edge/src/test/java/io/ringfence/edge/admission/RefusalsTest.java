package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private final Refusals<String> refusals = new Refusals<>(1_000);
  private final ArrayList<Integer> told = new ArrayList<>();

  private int refused(int source, long at) {
    return refusals.refused(IpAddress.ofV4(source), "source " + source, at);
  }

  @Test
  void manyForgedSources_areAHundredReportsASecond_theRestIsPutOff() {
    int reports = 0;
    for (int source = 0; source < 150; source++) {
      reports += refused(source, 5_000);
    }
    assertThat(reports).isEqualTo(100);

    refusals.sweep(6_000, (first, count) -> told.add(count));

    assertThat(told).hasSize(50).containsOnly(1);
  }

  @Test
  void countThatWasPutOff_isReportedByTheSweep() {
    assertThat(refused(1, 5_000)).isOne();
    assertThat(refused(1, 5_100)).isZero();
    assertThat(refused(1, 5_200)).isZero();

    refusals.sweep(5_900, (first, count) -> told.add(count));
    assertThat(told).isEmpty();
    refusals.sweep(6_000, (first, count) -> told.add(count));
    refusals.sweep(7_000, (first, count) -> told.add(count));

    assertThat(told).containsExactly(2);
    assertThat(refused(1, 7_100)).isOne();
  }
}
