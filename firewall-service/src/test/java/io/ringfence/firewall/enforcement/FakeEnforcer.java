package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An enforcer in memory, which can be told to fail.
final class FakeEnforcer implements Enforcer {

  final List<String> applied = new ArrayList<>();
  final Map<Service, Long> counters = new HashMap<>();
  @Nullable String failure;
  Duration pause = Duration.ZERO;

  @Override
  public String backend() {
    return "fake";
  }

  @Override
  public void apply(Supplier<String> transaction, Supplier<String> ruleset)
      throws NotAppliedException {
    String text = transaction.get();
    if (failure != null) {
      throw new NotAppliedException(failure);
    }
    applied.add(text);
  }

  @Override
  public Map<Service, Long> droppedPackets() {
    return Map.copyOf(counters);
  }

  @Override
  public Duration pause() {
    return pause;
  }

  @Override
  public void close() {}
}
