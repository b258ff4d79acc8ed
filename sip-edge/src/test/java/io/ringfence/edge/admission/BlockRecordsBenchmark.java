package io.ringfence.edge.admission;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import java.util.SplittableRandom;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a record of topic `blocks` costs at the start: its JSON, and its place in the table.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class BlockRecordsBenchmark {

  private static final int RECORDS = 1 << 16;

  private final byte[][] records = new byte[RECORDS][];
  private final BlockDecision[] decisions = new BlockDecision[RECORDS];
  private Blocks blocks = new Blocks();
  private int next;

  @Setup(Level.Trial)
  public void write() {
    var random = new SplittableRandom(4);
    for (int i = 0; i < RECORDS; i++) {
      var target = new BlockTarget.Ip(Population.address(random));
      var id = new UUID(random.nextLong(), random.nextLong());
      var end = Population.NOW.plusSeconds(1 + random.nextInt(1_000_000));
      decisions[i] = Decisions.block(target, Origin.FEED, id, Population.NOW, end);
      records[i] = Json.write(decisions[i]);
    }
  }

  @Setup(Level.Iteration)
  public void clear() {
    blocks = new Blocks();
  }

  @Benchmark
  public BlockDecision decode() {
    return Json.read(records[next++ & (RECORDS - 1)], BlockDecision.class);
  }

  /// Each record comes once to an empty table, and then again and again.
  @Benchmark
  public Blocks.Change apply() {
    var decision = decisions[next++ & (RECORDS - 1)];
    return blocks.apply(decision.target(), decision, Population.NOW);
  }
}
