package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/// Where rules are brought in force. Used by one thread only, which also closes it. What is in
/// force stays in force after [#close].
public interface Enforcer extends AutoCloseable {

  /// `nftables`, or `dry-run`, which enforces nothing.
  String backend();

  /// Brings a change in force as a whole, or leaves everything as it was.
  ///
  /// @param transaction nftables text that leads from what is in force to what is desired
  /// @param ruleset the whole desired table
  void apply(Supplier<String> transaction, Supplier<String> ruleset) throws NotAppliedException;

  /// Packets dropped on their way to each service, since the table was last replaced.
  Map<Service, Long> droppedPackets() throws NotAppliedException;

  /// How long to let changes gather before the next [#apply].
  default Duration pause() {
    return Duration.ZERO;
  }

  @Override
  void close();
}
