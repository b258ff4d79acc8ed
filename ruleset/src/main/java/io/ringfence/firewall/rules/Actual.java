package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an enforcer was found to hold of the table, at one time.
///
/// @param shape of the table itself
/// @param sets by name, but for those without one
/// @param counters names
/// @param chains by name
public record Actual(
    Shape shape, Map<String, Contents> sets, Set<String> counters, Map<String, Rules> chains) {

  /// Nothing: what an enforcer holds that does not keep anything, too.
  public static final Actual ABSENT = new Actual(Shape.ABSENT, Map.of(), Set.of(), Map.of());

  /// Whether a table can be mended or has to be made anew.
  public enum Shape {
    ABSENT,
    SOUND,
    /// It is off, or there is a set in it of another kind than any it should have.
    UNSOUND
  }

  /// The rules of a chain.
  public enum Rules {
    /// Those that were put there last.
    AS_GIVEN,
    OTHER,
    /// They were put there before the start.
    UNKNOWN,
    /// The kernel calls the chain from elsewhere than it should, or not at all.
    MISPLACED
  }

  /// What a set holds.
  public sealed interface Contents {
    Family family();
  }

  /// @param ranges ascending
  public record Ranges(Family family, List<IpRange> ranges) implements Contents {}

  public record Addresses(Family family, List<Held> elements) implements Contents {}

  /// @param leftMillis until it leaves, [Change.Timed#NEVER] when it does not
  public record Held(IpAddress address, long leftMillis) {}

  /// The same, but not to be mended.
  public Actual unsound() {
    return shape == Shape.ABSENT ? this : new Actual(Shape.UNSOUND, sets, counters, chains);
  }

  public Actual {
    sets = Map.copyOf(sets);
    counters = Set.copyOf(counters);
    chains = Map.copyOf(chains);
  }
}
