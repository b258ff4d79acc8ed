package io.ringfence.guard.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/// A small town for some weeks, another one each time.
class SimulationTest {

  private static final Logger LOG = Logger.getLogger(SimulationTest.class);

  @Test
  void sparesWhomTheTextSpares_andStopsWhomItMeans() {
    var simulation = new Simulation(Scale.of(400, 30));

    var report = simulation.run();

    LOG.infof("%s", report);
    assertThat(simulation.objections()).as("%s", report).isEmpty();
    assertThat(report.recall()).isGreaterThan(0.9);
    assertThat(report.precision()).isGreaterThan(0.5);
  }
}
