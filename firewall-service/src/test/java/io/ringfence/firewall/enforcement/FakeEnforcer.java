package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.BlockElement;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.ChangeText;
import io.ringfence.firewall.rules.DropCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An enforcer in memory, which can be told to fail.
final class FakeEnforcer implements Enforcer {

  final List<String> applied = new ArrayList<>();
  final Map<DropCounter, Long> counters = new HashMap<>();
  final List<Boolean> looks = new ArrayList<>();
  /// By set and address.
  final Map<String, Long> packets = new HashMap<>();
  final Set<String> absent = new HashSet<>();

  final List<String> uncounted = new ArrayList<>();
  final List<Change> counted = new ArrayList<>();

  int asked;
  final List<List<Change>> glances = new ArrayList<>();
  @Nullable String failure;

  /// `null` for nothing new. What is applied next mends it.
  @Nullable Actual found;

  Duration pause = Duration.ZERO;

  @Override
  public String backend() {
    return "fake";
  }

  @Override
  public void apply(List<Change> changes, Supplier<String> ruleset) throws NotAppliedException {
    if (failure != null) {
      throw new NotAppliedException(failure);
    }
    applied.add(ChangeText.of(changes));
    found = null;
  }

  @Override
  public Look look(boolean whole) {
    looks.add(whole);
    return found == null ? new Look.Untouched() : new Look.Found(found);
  }

  @Override
  public Look glance(List<Change> sample) {
    glances.add(sample);
    return found == null ? new Look.Glanced() : new Look.Found(found);
  }

  @Override
  public Map<DropCounter, Long> droppedPackets() {
    return Map.copyOf(counters);
  }

  @Override
  public OptionalLong packets(BlockElement element) {
    asked++;
    String name = element.set() + " " + element.address();
    return absent.contains(name)
        ? OptionalLong.empty()
        : OptionalLong.of(packets.getOrDefault(name, 0L));
  }

  @Override
  public @Nullable String takeUncounted() {
    return uncounted.isEmpty() ? null : uncounted.removeFirst();
  }

  @Override
  public void count(Change elements) throws NotAppliedException {
    if (failure != null) {
      throw new NotAppliedException(failure);
    }
    counted.add(elements);
  }

  @Override
  public Duration pause() {
    return pause;
  }

  @Override
  public void close() {}
}
