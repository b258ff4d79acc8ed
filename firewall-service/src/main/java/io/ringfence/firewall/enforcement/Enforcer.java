package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.rules.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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

  /// Packets dropped on their way to each service, since the table was last replaced.
  Map<Service, Long> droppedPackets() throws NotAppliedException;

  /// How long to let changes gather before the next [#apply].
  default Duration pause() {
    return Duration.ZERO;
  }

  @Override
  void close();
}
