package io.ringfence.firewall.nft;

import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.DesiredState;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// Measures, in a network namespace of its own: one element into the kernel, alone and beside
/// 100,000 others, and 100,000 elements in one transaction. Needs root. The command is in
/// README.md.
final class NftBench {

  private static final int MANY = 100_000;
  private static final int ROUNDS = 2_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final DesiredState state = new DesiredState(2 * MANY);
  private final KernelEnforcer kernel;
  private int next;

  private NftBench(KernelEnforcer kernel) {
    this.kernel = kernel;
    state.configure(Configurations.open());
  }

  public static void main(String[] arguments) {
    try (var namespace = Namespace.create()) {
      namespace.call(
          () -> {
            try (var kernel = KernelEnforcer.open(null)) {
              new NftBench(kernel).run();
            }
            return true;
          });
    }
  }

  private void run() throws Exception {
    apply();
    one("warm-up, not to be counted");
    one("one element, few in the set");
    for (int round = 1; round <= 3; round++) {
      many("add " + MANY + " in one transaction, round " + round);
      if (round < 3) {
        state
            .blocks()
            .map(block -> block.target().value())
            .toList()
            .forEach(target -> state.take(Blocks.tombstone(target), Instant.now()));
        apply();
      }
    }
    one("one element, 100,000 in the set");
    state.lost();
    print("whole table with " + state.blockCount() + " replaced");
  }

  private void many(String what) throws Exception {
    for (int i = 0; i < MANY; i++) {
      block();
    }
    print(what);
  }

  private void one(String what) throws Exception {
    long[] micros = new long[ROUNDS];
    long cpu = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < ROUNDS; i++) {
      block();
      micros[i] = apply().toNanos() / 1_000;
    }
    long cpuMicros = (THREADS.getCurrentThreadCpuTime() - cpu) / 1_000 / ROUNDS;
    Arrays.sort(micros);
    System.out.printf(
        "%-45s p50 %d us, p99 %d us, CPU %d us%n",
        what, micros[ROUNDS / 2], micros[ROUNDS * 99 / 100], cpuMicros);
  }

  private void block() {
    var now = Instant.now();
    String address = IpAddress.ofV4(0x0b00_0000 + next++).toString();
    var decision = Blocks.active(address, now, now.plus(Duration.ofHours(1)), Service.SIP);
    state.take(Blocks.record(decision), now);
  }

  private Duration apply() throws Exception {
    long start = System.nanoTime();
    kernel.apply(state.changes(Instant.now()), () -> "");
    state.applied();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void print(String what) throws Exception {
    long cpu = THREADS.getCurrentThreadCpuTime();
    var took = apply();
    System.out.printf(
        "%-45s %d ms, CPU %d ms%n",
        what, took.toMillis(), (THREADS.getCurrentThreadCpuTime() - cpu) / 1_000_000);
  }
}
