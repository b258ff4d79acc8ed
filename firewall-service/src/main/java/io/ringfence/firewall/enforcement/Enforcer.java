package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.BlockElement;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.DropCounter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where rules are brought in force. Used by one thread only, which also closes it. What is in
/// force stays in force after [#close].
public interface Enforcer extends AutoCloseable {

  /// `nftables`, or `dry-run`, which enforces nothing.
  String backend();

  /// Brings changes in force. When it fails, some of them may be.
  ///
  /// @param changes lead from what is in force to what is desired
  /// @param ruleset the whole desired table
  void apply(List<Change> changes, Supplier<String> ruleset) throws NotAppliedException;

  /// Looks at what is in force.
  ///
  /// @param whole whether everything is to be read, though nobody seems to have changed anything
  Look look(boolean whole) throws NotAppliedException;

  /// Looks at what is quickly read, however much is in force: what the table is made of, and some
  /// elements. Only when that is not as it was given, everything is read.
  ///
  /// @param sample elements that are in force
  Look glance(List<Change> sample) throws NotAppliedException;

  /// Looks again for elements that a [Look.Found] was without: what leaves by itself while a set is
  /// read can make the kernel pass over others.
  ///
  /// @param changes with what seems to be missing in them
  /// @return with what is there after all
  default Actual lookAgain(Actual actual, List<Change> changes) throws NotAppliedException {
    return actual;
  }

  /// Packets dropped on their way to each service by each set, since the table was last replaced.
  Map<DropCounter, Long> droppedPackets() throws NotAppliedException;

  /// Packets that came through to each service although a block was to drop them, since the table
  /// was last replaced. Empty where nobody looks for them.
  default Map<String, Long> passedPackets() throws NotAppliedException {
    return Map.of();
  }

  /// Packets that an element has made it drop since it came in. Empty when it is not in force, or
  /// its packets are not counted.
  default OptionalLong packets(BlockElement element) throws NotAppliedException {
    return OptionalLong.empty();
  }

  /// A set that may hold elements which are not counted, each time another, `null` when there is
  /// none (left). What comes in so later makes it one again.
  default @Nullable String takeUncounted() {
    return null;
  }

  /// Has those elements counted that are in force and not counted, from 0 on. They are in force all
  /// the time, also when it fails.
  ///
  /// @param elements that come in, of one set
  default void count(Change elements) throws NotAppliedException {}

  /// How long to let changes gather before the next [#apply].
  default Duration pause() {
    return Duration.ZERO;
  }

  @Override
  void close();
}
