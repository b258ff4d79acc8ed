package io.ringfence.notifier.outbox;

import java.time.Duration;

/// When a mail is tried again: the delay doubles from `first` to `cap`. A deferred mail is
/// tried until it is accepted; a mail refused at its `maxRefused`-th try or later is given
/// up.
public record RetryPolicy(Duration first, Duration cap, int maxRefused) {

  /// Longer reasons are cut.
  static final int MAX_ERROR = 500;

  private static final int MAX_DOUBLINGS = 30;

  /// What becomes of a mail after a try.
  public sealed interface Next {

    /// Done.
    record Sent() implements Next {}

    /// To be tried again.
    record Retry(Duration delay, String error) implements Next {}

    /// Not tried again unless an operator says so.
    record GivenUp(String error) implements Next {}
  }

  public RetryPolicy {
    if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the first delay must be positive and at most the cap, not " + first + " and " + cap);
    }
    if (maxRefused < 1) {
      throw new IllegalArgumentException("maxRefused must be at least 1, not " + maxRefused);
    }
  }

  /// @param tries how often it has been tried, this time included
  public Next after(Delivery delivery, int tries) {
    return switch (delivery) {
      case Delivery.Accepted() -> new Next.Sent();
      case Delivery.Deferred(var error) -> new Next.Retry(delay(tries), bounded(error));
      case Delivery.Refused(var error) ->
          tries >= maxRefused
              ? new Next.GivenUp(bounded(error))
              : new Next.Retry(delay(tries), bounded(error));
    };
  }

  private Duration delay(int tries) {
    int doublings = Math.min(Math.max(0, tries - 1), MAX_DOUBLINGS);
    long millis = first.toMillis();
    return millis > cap.toMillis() >> doublings ? cap : Duration.ofMillis(millis << doublings);
  }

  /// One line without what PostgreSQL cannot keep.
  private static String bounded(String error) {
    String line = error.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_ERROR ? line : line.substring(0, MAX_ERROR);
  }
}
