package io.ringfence.guard.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A whole town for a month, by command only: its name is not one of a test's. See
/// `./ringfence simulate`.
class Simulating {

  @Test
  void run() {
    var simulation = new Simulation(Scale.of(10_000, 30));

    var report = simulation.run();

    System.out.println(report); // console
    assertThat(simulation.objections()).as("%s", report.scale()).isEmpty();
  }
}
