package io.ringfence.edge.admission;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a packet pays for its source's rate, and a login for being remembered.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class SourceBenchmark {

  private static final int SOURCES = 1 << 14;
  private static final long NOW = Population.NOW.toEpochMilli();

  private final List<IpAddress> sources = Population.addresses(SOURCES, 3);
  private final SourceRates rates = new SourceRates(100, 400, 65_536, 1);
  private final KnownSources known = new KnownSources(262_144, Duration.ofDays(30), 1);
  private int next;

  private boolean admits(IpAddress source) {
    next++;
    long nowMillis = NOW + (next >> 4);
    return rates.admits(source.v6(), source.high(), source.low(), 5060, Transport.UDP, nowMillis);
  }

  @Benchmark
  public boolean rateOfManySources() {
    return admits(sources.get(next & (SOURCES - 1)));
  }

  @Benchmark
  public boolean rateOfAFloodingSource() {
    return admits(sources.get(7));
  }

  @Benchmark
  public void loginRemembered() {
    known.seen("1001", sources.get(next++ & (SOURCES - 1)), NOW);
  }
}
