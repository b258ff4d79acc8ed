package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.rules.DesiredState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the elements of blocks counted that came in without a counter, as those that come in masses
/// do: set by set, a slice at a time, for no more than a small share of the time. Time is passed
/// in.
final class Counting {

  private static final Logger LOG = LoggerFactory.getLogger(Counting.class);

  /// Elements that are looked at together. A change that comes meanwhile waits for so many.
  private static final int SLICE = 500;

  /// It takes one part in so many of the time.
  private static final int SHARE = 20;

  private static final Duration RETRY = Duration.ofSeconds(30);

  private final Enforcer enforcer;
  private final DesiredState desired;
  private final Node node;

  /// Of which elements are counted now, `null` for none.
  private @Nullable String set;

  /// The last element that was seen to, `null` before the first.
  private @Nullable IpAddress latest;

  private Instant due = Instant.MIN;

  Counting(Enforcer enforcer, DesiredState desired, Node node) {
    this.enforcer = enforcer;
    this.desired = desired;
    this.node = node;
  }

  void clockWasSet() {
    due = Instant.MIN;
  }

  /// Sees to a slice, if it is time to.
  ///
  /// @return when it will be time again, `null` when all are counted
  @Nullable Instant work(Instant now) {
    if (set == null) {
      set = enforcer.takeUncounted();
      latest = null;
    }
    if (set != null && !due.isAfter(now)) {
      due = now.plus(slice(set, now));
    }
    return set == null ? null : due;
  }

  /// @return how long to wait, from its beginning on
  private Duration slice(String from, Instant now) {
    long begin = node.nanos().getAsLong();
    try {
      var slice = desired.elementsAfter(from, latest, SLICE, now);
      var last = slice.last();
      if (last == null) {
        set = null;
      } else {
        enforcer.count(slice);
        latest = last;
      }
    } catch (NotAppliedException | RuntimeException e) {
      LOG.warn("Some blocks are still not counted; again in {}: {}", RETRY, e.getMessage());
      return RETRY;
    }
    return Duration.ofNanos(node.nanos().getAsLong() - begin).multipliedBy(SHARE);
  }
}
