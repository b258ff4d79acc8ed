package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the benchmarks, by command only: its name is not one of a test's. `-Dbenchmark=` is a
/// regular expression that chooses some.
class Benchmarks {

  @Test
  void run() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(System.getProperty("benchmark", "Benchmark"))
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class)
            .shouldFailOnError(true)
            .build();

    assertThat(new Runner(options).run()).isNotEmpty();
  }
}
