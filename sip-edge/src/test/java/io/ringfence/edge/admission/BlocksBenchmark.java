package io.ringfence.edge.admission;

import io.ringfence.contracts.net.IpAddress;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a packet pays for the look into the block table: sources at random, so that caches help
/// little, which is what a flood with forged addresses is like.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class BlocksBenchmark {

  private static final int SOURCES = 1 << 16;
  private static final long NOW = Population.NOW.toEpochMilli();

  @Param({"0", "1000000"})
  private int addresses;

  private final IpAddress[] misses = new IpAddress[SOURCES];
  private final IpAddress[] hits = new IpAddress[SOURCES];
  private Blocks blocks = new Blocks();
  private int next;

  @Setup(Level.Trial)
  public void populate() {
    blocks = Population.of(addresses, addresses / 10, 1);
    var random = new SplittableRandom(2);
    for (int i = 0; i < SOURCES; i++) {
      IpAddress source;
      do {
        source = Population.address(random);
      } while (blocks.covers(source, NOW));
      misses[i] = source;
    }
    var blocked = Population.addresses(Math.min(addresses, SOURCES), 1);
    for (int i = 0; i < SOURCES; i++) {
      hits[i] = blocked.isEmpty() ? misses[i] : blocked.get(i % blocked.size());
    }
  }

  private boolean covers(IpAddress source) {
    return blocks.covers(source.v6(), source.high(), source.low(), NOW);
  }

  @Benchmark
  public boolean miss() {
    return covers(misses[next++ & (SOURCES - 1)]);
  }

  @Benchmark
  public boolean hit() {
    return covers(hits[next++ & (SOURCES - 1)]);
  }

  /// What choosing a source costs by itself.
  @Benchmark
  public long nothing() {
    var source = misses[next++ & (SOURCES - 1)];
    return source.high() ^ source.low();
  }

  @Benchmark
  public boolean sameSourceAgain() {
    return covers(hits[7]);
  }
}
