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
  private static final long MAX_TIMEOUT = Duration.ofDays(3650).toMillis();

  /// A timeout of zero would mean for ever.
  private static final long MIN_TIMEOUT = 1;

  private Elements() {}

  /// An address as the kernel is given it at this time.
  static Change.Timed timed(IpAddress address, Block block, Instant now) {
    return new Change.Timed(address, timeout(block.untilMillis(), now));
  }

  static String timed(Change.Timed element) {
    return element.timeoutMillis() == Change.Timed.NEVER
        ? element.address().toString()
        : element.address() + " timeout " + text(Duration.ofMillis(element.timeoutMillis()));
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

  /// What is left until an end, in milliseconds.
  ///
  /// @param untilMillis [Block#NEVER] for none
  static long timeout(long untilMillis, Instant now) {
    return untilMillis == Block.NEVER
        ? Change.Timed.NEVER
        : Math.clamp(untilMillis - now.toEpochMilli(), MIN_TIMEOUT, MAX_TIMEOUT);
  }

  /// A seconds figure alone is refused when large, so days and hours are split off.
  private static String text(Duration timeout) {
    var text = new StringBuilder();
    append(text, timeout.toDaysPart(), "d");
    append(text, timeout.toHoursPart(), "h");
    append(text, timeout.toMinutesPart(), "m");
    append(text, timeout.toSecondsPart(), "s");
    append(text, timeout.toMillisPart(), "ms");
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
