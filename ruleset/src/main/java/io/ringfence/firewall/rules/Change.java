package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step that brings a state in force. Carried out in order, a list of them leads from what is
/// in force to what is desired, and each state between two steps is as safe as one of the two.
///
/// What is rare and small, tables, chains, rules and the sets themselves, is nftables text. What is
/// frequent or large, the elements of sets, is data, so that it can go to the kernel as it is.
public sealed interface Change {

  /// The last element that comes in, or the first address of it when it is a range; `null` when
  /// there is none.
  default @Nullable IpAddress last() {
    return switch (this) {
      case Commands _ -> null;
      case Addresses(var _, var _, var _, var in) -> in.isEmpty() ? null : in.getLast().address();
      case Ranges(var _, var _, var _, var in) -> in.isEmpty() ? null : in.getLast().first();
    };
  }

  /// Carried out together.
  ///
  /// @param lines nftables commands
  record Commands(List<String> lines) implements Change {}

  /// Single addresses of a set with timeouts.
  ///
  /// @param out let go of, whether the kernel holds them or not
  /// @param in put in, after that; the kernel does not hold them
  record Addresses(String set, Family family, List<IpAddress> out, List<Timed> in)
      implements Change {}

  /// Ranges of an interval set.
  ///
  /// @param out let go of; the kernel holds exactly these
  /// @param in put in, after that; they overlap with nothing that stays
  record Ranges(String set, Family family, List<IpRange> out, List<IpRange> in) implements Change {}

  /// An address that leaves by itself.
  ///
  /// @param timeoutMillis [#NEVER] for one that stays
  record Timed(IpAddress address, long timeoutMillis) {

    public static final long NEVER = 0;
  }
}
