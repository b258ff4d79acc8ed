package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import java.time.Duration;
import java.time.Instant;

/// Set elements in nftables notation.
final class Elements {

  /// The kernel counts in 64 bits of milliseconds, nftables itself accepts less. What ends later
  /// gets this; it is asserted again long before.
  private static final Duration MAX_TIMEOUT = Duration.ofDays(3650);

  /// A timeout of zero would mean for ever.
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

  private Elements() {}

  /// An address that leaves by itself.
  ///
  /// @param until [Instant#MAX] for never
  static String timed(IpAddress address, Instant until, Instant now) {
    return until.equals(Instant.MAX)
        ? address.toString()
        : address + " timeout " + timeout(Duration.between(now, until));
  }

  /// A range as a prefix where it is one.
  static String interval(IpRange range) {
    if (range.first().equals(range.last())) {
      return range.first().toString();
    }
    int common = commonBits(range.first(), range.last());
    if (IpPrefix.of(range.first(), common).toRange().equals(range)) {
      return range.first() + "/" + common;
    }
    return range.first() + "-" + range.last();
  }

  /// A seconds figure alone is refused when large, so days and hours are split off.
  private static String timeout(Duration remaining) {
    Duration bounded =
        remaining.compareTo(MAX_TIMEOUT) > 0
            ? MAX_TIMEOUT
            : remaining.compareTo(MIN_TIMEOUT) < 0 ? MIN_TIMEOUT : remaining;
    var text = new StringBuilder();
    append(text, bounded.toDaysPart(), "d");
    append(text, bounded.toHoursPart(), "h");
    append(text, bounded.toMinutesPart(), "m");
    append(text, bounded.toSecondsPart(), "s");
    append(text, bounded.toMillisPart(), "ms");
    return text.toString();
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }

  private static int commonBits(IpAddress first, IpAddress last) {
    if (!first.v6()) {
      return Long.numberOfLeadingZeros(first.low() ^ last.low()) - 32;
    }
    long high = first.high() ^ last.high();
    return high != 0
        ? Long.numberOfLeadingZeros(high)
        : 64 + Long.numberOfLeadingZeros(first.low() ^ last.low());
  }
}
