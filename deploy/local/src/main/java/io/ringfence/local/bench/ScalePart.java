package io.ringfence.local.bench;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.GuardAlone;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/// What a second instance adds: two share the partitions, each on a processor of its own, then one
/// has them all. Both times they are held while the attempts are made, so that nothing but the
/// guards and the broker works while these are read. On a machine with two processors the broker
/// shares the second one's, so attempts per CPU second say more than attempts per second.
final class ScalePart {

  private static final long WARM_UP = 400_000;
  private static final long EVENTS = 600_000;
  private static final int LOOK_MILLIS = 50;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final GuardAlone guard;
  private final AttemptsBus bus;
  private final Terminal terminal;
  private final LongFunction<AuthenticationAttempt> attempt;
  private final List<Result> results = new ArrayList<>();

  ScalePart(
      GuardAlone guard,
      AttemptsBus bus,
      Terminal terminal,
      LongFunction<AuthenticationAttempt> attempt) {
    this.guard = guard;
    this.bus = bus;
    this.terminal = terminal;
    this.attempt = attempt;
  }

  List<Result> run() throws IOException, InterruptedException {
    terminal.note("two instances, then one");
    guard.startTwo();
    await("two instances did not share the partitions", () -> bus.instances() == 2);
    bus.sendMany(WARM_UP, attempt);
    await("the attempts were not read", () -> bus.unread() == 0);
    measure("two instances", List.of(guard.pid(), guard.secondPid()));
    guard.stopSecond();
    await("one instance did not get all partitions", () -> bus.instances() == 1);
    measure("one instance", List.of(guard.pid()));
    guard.stopGuard();
    return results;
  }

  private void measure(String what, List<Long> guards) throws IOException, InterruptedException {
    for (long pid : guards) {
      signal("-STOP", pid);
    }
    bus.sendMany(EVENTS, attempt);
    long cpu = cpu(guards);
    long start = System.nanoTime();
    for (long pid : guards) {
      signal("-CONT", pid);
    }
    await("the attempts were not read", () -> bus.unread() == 0);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (cpu(guards) - cpu) / 1e9;
    add(what + ", phones, attempts per second", EVENTS / seconds);
    add(what + ", phones, attempts per CPU second", EVENTS / cpuSeconds);
  }

  private void add(String what, double value) {
    terminal.note("%s: %.1f 1/s".formatted(what, value));
    results.add(new Result(GuardBench.NAME, what, "1/s", value, GuardBench.conditions()));
  }

  private static long cpu(List<Long> guards) throws IOException {
    long sum = 0;
    for (long pid : guards) {
      sum += CpuTime.nanos(pid);
    }
    return sum;
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor();
  }

  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void await(String otherwise, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new Failure(otherwise + " within " + LIMIT);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
