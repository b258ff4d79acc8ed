package io.ringfence.firewall.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.firewall.fixture.Blocks;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random blocks, against a naive model of what is to be blocked and a strict one of the kernel.
class ChangesTest {

  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final int ROUNDS = 300;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final DesiredState state = new DesiredState(10_000);
  private final KernelModel kernel = new KernelModel();
  private final Map<String, Service> blocked = new HashMap<>();

  @Test
  void leadFromAnyStateToAnyOther_whateverOverlaps() {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        change();
      }
      kernel.carryOut(state.changes(NOW));
      state.applied();
      compare();
    }
  }

  @Test
  void leadFromWhatWasFound_whateverThatIs() {
    for (int round = 0; round < ROUNDS / 10; round++) {
      change();
      kernel.carryOut(state.changes(NOW));
      state.applied();
      var foreign = IpRange.of(IpAddress.ofV4(random.nextInt(64)));
      kernel.disturb(Names.blockedPrefixes(Service.SIP, Family.V4), foreign);

      var difference = state.difference(kernel.actual(), NOW);
      kernel.carryOut(difference.changes());
      state.applied();

      compare();
      assertThat(state.difference(kernel.actual(), NOW).drift().foreign()).isZero();
    }
  }

  private void change() {
    String target = target();
    if (random.nextInt(3) == 0) {
      state.take(Blocks.tombstone(target), NOW);
      blocked.remove(target);
    } else {
      var service = random.nextBoolean() ? Service.SIP : Service.WEB;
      var until = NOW.plus(Duration.ofHours(1 + random.nextInt(3)));
      state.take(Blocks.record(Blocks.active(target, NOW, until, service)), NOW);
      blocked.put(target, service);
    }
  }

  /// Of 64 addresses, at either end of the address space.
  private String target() {
    var address = IpAddress.ofV4(random.nextInt(32) - (random.nextBoolean() ? 32 : 0));
    int length = random.nextInt(26, 33);
    boolean all = random.nextInt(50) == 0;
    return length == 32 ? address.toString() : IpPrefix.of(address, all ? 0 : length).toString();
  }

  private void compare() {
    for (int i = -34; i < 34; i++) {
      var address = IpAddress.ofV4(i);
      for (var service : new Service[] {Service.SIP, Service.WEB}) {
        boolean held =
            kernel.holds(Names.blockedPrefixes(service, Family.V4), address)
                || kernel.holds(Names.blocked(service, Family.V4), address);
        if (held != isBlocked(address, service)) {
          throw new AssertionError("%s for %s, seed %d".formatted(address, service, seed));
        }
      }
    }
  }

  private boolean isBlocked(IpAddress address, Service service) {
    return blocked.entrySet().stream()
        .anyMatch(
            block ->
                block.getValue() == service && IpRange.parse(block.getKey()).contains(address));
  }
}
